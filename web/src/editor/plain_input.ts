// plain_input.ts: text that comes at once, and typing over a selection, by ourselves.
//
// - A browser that replaces coloured text keeps its colours by putting style attributes into the page, which the page's
//   policy forbids and reports; so it is not left to it.
// - Several characters at once were not typed one by one, so they open no list of completions.
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** The browser's own selection: the editor hears of a change of it only later. */
export function selected(view: EditorView): { from: number; to: number } | null {
  const selection = view.contentDOM.ownerDocument.getSelection();
  if (!selection?.rangeCount || !view.contentDOM.contains(selection.anchorNode)) return null;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  return { from: view.posAtDOM(startContainer, startOffset), to: view.posAtDOM(endContainer, endOffset) };
}

function onBeforeInput(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== 'insertText' || event.data === null || view.composing) return false;
  const range = selected(view);
  const atOnce = event.data.length > 1;
  if (!range || (range.from === range.to && !atOnce)) return false;
  const { from, to } = range;
  const words = event.data;
  const insert = () => view.state.update({
    changes: { from, to, insert: view.state.toText(words) }, selection: { anchor: from + view.state.toText(words).length }, userEvent: atOnce ? 'input.paste' : 'input.type', scrollIntoView: true,
  });
  event.preventDefault();
  if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, words, insert))) view.dispatch(insert());
  return true;
}

export const plainInput: Extension = EditorView.domEventHandlers({ beforeinput: onBeforeInput });
