// show_palette.ts: opens the palette, which comes when it is wanted. What is typed until it is there is its first words:
// a field out of sight takes them, so that they do not land in the text that is edited.
import { chunk } from '../lib/chunk';
import { using } from '../stores/parts';

const palette = chunk(() => import('../palette/palette'));

export interface TypedAhead {
  words: string;
  /** Enter was pressed behind them; with ⌘ it does the other thing. */
  entered: 'no' | 'plain' | 'other';
}

let waiting: HTMLInputElement | null = null;

export function showPalette(): void {
  if (waiting) return;
  const typed: TypedAhead = { words: '', entered: 'no' };
  const before = document.activeElement;
  const field = document.createElement('input');
  field.className = 'unseen';
  field.tabIndex = -1;
  field.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Enter') typed.entered = event.metaKey || event.ctrlKey ? 'other' : 'plain';
  });
  document.body.append(field);
  field.focus();
  waiting = field;
  /** The focus is where it was, for the dialog gives it back there. */
  const take = (): TypedAhead => {
    typed.words = field.value;
    field.remove();
    waiting = null;
    if (before instanceof HTMLElement) before.focus();
    return typed;
  };
  void using(palette, (part) => part.showPalette(take())).finally(() => waiting && take());
}
