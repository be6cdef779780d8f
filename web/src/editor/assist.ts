// assist.ts: the part of the editor that helps while one types: the list of completions, and the closing of brackets. It
// comes right after the first screen, and at the latest with the first focus.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from '@codemirror/autocomplete';
import { type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { text } from '../text';
import type { Language } from '../stores/tabs';
import { complete, type Field } from './completion';

const look = EditorView.theme({
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: '12px/24px var(--mono)', maxHeight: '288px', padding: '4px 0', maxWidth: 'min(640px, 92vw)', minWidth: 'min(360px, 80vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', alignItems: 'center', gap: '16px', height: '24px', lineHeight: '24px', padding: '0 10px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-wash)', color: 'var(--ink)' },
  '.cm-tooltip-autocomplete::after': { content: JSON.stringify(text.completion.keys), display: 'block', padding: '4px 10px', borderTop: '1px solid var(--line)', font: '11px/16px var(--sans)', color: 'var(--ink-3)' },
  '.cm-completionLabel': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)', fontWeight: '700' },
  '.cm-completionDetail': { marginLeft: 'auto', fontStyle: 'normal', font: '12px/24px var(--sans)', color: 'var(--ink-3)' },
});

/** For a query on the source that is asked for when it is needed. */
export const assist = (source: () => string, language: () => Language, fields: () => Field[]): Extension => [
  Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
  closeBrackets(),
  autocompletion({ override: [(context) => complete(context, source(), language(), fields)], icons: false, closeOnBlur: true, maxRenderedOptions: 60 }),
  keymap.of([...closeBracketsKeymap, ...completionKeymap]),
  look,
];

export { closeCompletion };
