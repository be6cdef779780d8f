// page_keys.ts: keys that work wherever the focus is on the SQL screen: Esc cancels, F6 goes to the next pane, F8 to the
// error, ⌘P to the search, ⌘⇧F formats, ⌘S saves, ⌘H shows the history. ⌘K and ? work on every screen.
import { withMod } from '../lib/keys';
import { dialogIsOpen } from '../parts/dialog_place';
import { route } from '../route';
import { showSide } from '../stores/panes';
import { runOf } from '../stores/runs';
import { tabs } from '../stores/tabs';
import { cancel, editor, format, goToError, run } from '../sql/actions';
import { save, saveAs, showHistory } from '../sql/keeping';
import { showKeys } from './show_keys';
import { showPalette } from './show_palette';

const running = (): boolean => runOf(tabs.get().active).state === 'running';

function nextPane(back: boolean): void {
  const stops = ['.side [role="tree"]', '.cm-content', '.rt [role="tab"][aria-selected="true"]', '.grid'].flatMap((each) => document.querySelector<HTMLElement>(each) ?? []);
  const at = stops.findIndex((stop) => stop.contains(document.activeElement));
  stops.at((at + (back ? -1 : 1)) % stops.length)?.focus();
}

function findTable(): void {
  showSide('schema');
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#find-table')?.focus());
}

const typedInto = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;

export function onPageKey(event: KeyboardEvent): void {
  if (dialogIsOpen()) return;
  if (event.key === '?' && !typedInto(event.target)) showKeys();
  if (withMod(event) && event.key.toLowerCase() === 'k' && !event.shiftKey) {
    event.preventDefault();
    return showPalette();
  }
  if (route.get().screen !== 'sql' || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (key === 'escape' && running()) cancel();
  else if (key === 'f6') nextPane(event.shiftKey);
  else if (key === 'f8') goToError();
  else if (withMod(event) && key === 'p' && !event.shiftKey) findTable();
  else if (withMod(event) && key === 'f' && event.shiftKey) format();
  else if (withMod(event) && key === 'h' && !event.shiftKey) showHistory();
  else if (withMod(event) && key === 's') event.shiftKey ? saveAs() : save();
  else if (withMod(event) && key === 'enter' && !editor.get()?.view.hasFocus) run(event.shiftKey);
  else return;
  event.preventDefault();
}
