// statements.ts: the statements of a text, by the syntax tree, so that a semicolon in a string, a dollar quote or a
// comment ends none. The server has the last word on what a statement is.
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode, Tree } from '@lezer/common';
import type { Statement } from '../stores/runs';

export interface Span {
  from: number;
  to: number;
}

/** Comments right above a statement belong to it; a lone semicolon is no statement. */
function spanOf(node: SyntaxNode): Span | null {
  if (node.name !== 'Statement' || (node.to - node.from === 1 && node.firstChild?.name === ';')) return null;
  let from = node.from;
  for (let before = node.prevSibling; before && /Comment$/.test(before.name); before = before.prevSibling) from = before.from;
  return { from, to: node.to };
}

function neighbour(start: SyntaxNode | null, step: (node: SyntaxNode) => SyntaxNode | null): Span | null {
  for (let node = start; node; node = step(node)) {
    const span = spanOf(node);
    if (span) return span;
  }
  return null;
}

/** The statement at a place: the one around it, else the one before, else the one after. */
export function statementAt(tree: Tree, at: number): Span | null {
  const top = tree.topNode;
  const after = neighbour(top.childAfter(at), (node) => node.nextSibling);
  if (after && after.from <= at) return after;
  return neighbour(top.childBefore(at + 1), (node) => node.prevSibling) ?? after;
}

/** The statement that the caret is in, as far as the text has been read by now: it never makes anybody wait. */
export const markedStatement = (state: EditorState): Span | null =>
  statementAt(syntaxTree(state), state.selection.main.head);

const whole = (state: EditorState): Tree => ensureSyntaxTree(state, state.doc.length, 3000) ?? syntaxTree(state);

const cut = (state: EditorState, { from, to }: Span): Statement => ({ text: state.sliceDoc(from, to), from });

/** What Run means: the selection exactly as it is, else the statement at the caret. */
export function statementToRun(state: EditorState): Statement | null {
  const { main } = state.selection;
  if (!main.empty && state.sliceDoc(main.from, main.to).trim()) return cut(state, main);
  const span = statementAt(whole(state), main.head);
  return span && cut(state, span);
}

/** All of them, in order. */
export function allStatements(state: EditorState): Statement[] {
  const found: Statement[] = [];
  for (let node = whole(state).topNode.firstChild; node; node = node.nextSibling) {
    const span = spanOf(node);
    if (span) found.push(cut(state, span));
  }
  return found;
}
