// look.ts: the editor's colours and measures, all from the page's tokens, so that no theme is known here.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.standard(tags.name), tags.bool, tags.null, tags.typeName], color: 'var(--code-word)', fontWeight: '500' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: tags.number, color: 'var(--code-num)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
]);

const measures = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--canvas)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { font: '13px/20px var(--mono)', overflow: 'auto' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 16px 0 12px' },
  '.cm-cursor, .cm-dropCursor': { borderLeft: '2px solid var(--accent)', marginLeft: '-1px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--accent-wash)' },
  '.cm-gutters': { backgroundColor: 'var(--canvas)', border: '0', color: 'var(--ink-3)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '44px', padding: '0 14px 0 8px', fontSize: '12px' },
  '.cm-stGutter': { width: '2px' },
  '.cm-stGutter .cm-st': { backgroundColor: 'var(--accent)' },
  '.cm-stGutter .cm-er': { backgroundColor: 'var(--bad)' },
  '.cm-lineNumbers .cm-er': { color: 'var(--bad)', fontWeight: '700' },
  '.cm-activeLine': { backgroundColor: 'var(--here)' },
  '.cm-lineNumbers .cm-activeLineGutter': { backgroundColor: 'var(--here)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-squiggle': { textDecoration: 'underline wavy var(--bad) 1.5px', textUnderlineOffset: '4px', textDecorationSkipInk: 'none' },
  '.cm-parameter': { color: 'var(--code-num)' }, '.cm-parameter *': { color: 'var(--code-num)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--sunk)', color: 'inherit' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent', color: 'var(--bad)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--sunk)' },
  '.cm-tooltip': { backgroundColor: 'var(--raise)', border: '0', borderRadius: '6px', boxShadow: 'var(--elev)' },
  '.cm-panels': { backgroundColor: 'var(--chrome)', color: 'var(--ink)', fontFamily: 'var(--sans)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line-2)' },
  '.cm-panel.cm-search': { font: '12px/16px var(--sans)', padding: '6px 8px' },
  '.cm-textfield': { backgroundColor: 'var(--canvas)', border: '1px solid var(--edge)', borderRadius: '4px', color: 'inherit', fontSize: '12px', height: '24px' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--raise)', border: '1px solid var(--line-2)', borderRadius: '4px', fontSize: '12px' },
  '.cm-searchMatch': { backgroundColor: 'var(--cut-wash)' }, '.cm-searchMatch-selected': { backgroundColor: 'var(--accent-wash)' },
});

export const look = [measures, syntaxHighlighting(colours)];
