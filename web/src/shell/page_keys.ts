// page_keys.ts: keys that work wherever the focus is on the SQL screen: Esc cancels, F6 goes to the next pane, F8 to the
// error, ⌘P to the search, ⌘⇧F formats.
import { withMod } from '../lib/keys';
import { route } from '../route';
import { narrowPane } from '../stores/panes';
import { runOf } from '../stores/runs';
import { tabs } from '../stores/tabs';
import { cancel, editor, format, goToError, run } from '../sql/actions';
import { showKeys } from './show_keys';

const running = (): boolean => runOf(tabs.get().active).state === 'running';

function nextPane(back: boolean): void {
  const stops = ['[role="tree"]', '.cm-content', '.rt [role="tab"][aria-selected="true"]', '.grid'].flatMap((each) => document.querySelector<HTMLElement>(each) ?? []);
  const at = stops.findIndex((stop) => stop.contains(document.activeElement));
  stops.at((at + (back ? -1 : 1)) % stops.length)?.focus();
}

function findTable(): void {
  narrowPane.set('schema');
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#find-table')?.focus());
}

const typedInto = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null;

export function onPageKey(event: KeyboardEvent): void {
  if (event.key === '?' && !typedInto(event.target)) showKeys();
  if (route.get().screen !== 'sql' || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (key === 'escape' && running()) cancel();
  else if (key === 'f6') nextPane(event.shiftKey);
  else if (key === 'f8') goToError();
  else if (withMod(event) && key === 'p' && !event.shiftKey) findTable();
  else if (withMod(event) && key === 'f' && event.shiftKey) format();
  else if (withMod(event) && key === 'enter' && !editor.get()?.view.hasFocus) run(event.shiftKey);
  else return;
  event.preventDefault();
}
