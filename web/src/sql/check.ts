// check.ts: what is wrong with the HogQL at the caret, asked of the server when typing has paused. Nothing waits for the
// answer, and one that comes too late is dropped.
import { checkHogql } from '../api/routes';
import type { Problem } from '../api/types';
import { offsetOf } from '../editor/position';
import { Store } from '../lib/store';
import type { Statement } from '../stores/runs';
import { sourceOf } from '../stores/sources';
import { activeTab } from '../stores/tabs';
import { editor } from './actions';
import { paramsFor } from './values';

export interface Found {
  problem: Problem;
  /** In the tab's text (UTF-16); null: nowhere. */
  place: { from: number; to: number } | null;
}

export const found = new Store<Found | null>(null);

/** Milliseconds without a key. */
const pause = 500;

let timer = 0;
let asking: AbortController | null = null;

/** The text of the shown tab has changed, or another tab is shown. */
export function checkSoon(): void {
  clearTimeout(timer);
  asking?.abort();
  asking = null;
  if (found.get()) forget();
  if (activeTab()?.language === 'hogql') timer = window.setTimeout(() => void check(), pause);
}

function forget(): void {
  found.set(null);
  editor.get()?.markError(null);
}

async function check(): Promise<void> {
  const tab = activeTab();
  const view = editor.get();
  const statement = view?.statementAtCaret();
  if (!tab || !view || !statement || !sourceOf(tab.source)) return;
  const here = new AbortController();
  asking = here;
  const params = paramsFor('hogql', statement.text, tab) as { [name: string]: never } | undefined;
  const problems = await checkHogql({ source_id: tab.source, query: statement.text, ...(params && { params }) }, here.signal).catch(() => []);
  if (here.signal.aborted || asking !== here) return;
  asking = null;
  const [problem] = problems;
  if (!problem) return;
  const place = placeOf(problem, statement);
  found.set({ problem, place });
  if (place) view.markError(place);
}

/** At least one character is marked, if there is one. */
function placeOf({ position, end_position }: Problem, statement: Statement): Found['place'] {
  if (!position) return null;
  const from = offsetOf(statement.text, position);
  const to = end_position ? offsetOf(statement.text, end_position) : from;
  return { from: statement.from + from, to: statement.from + Math.max(to, from + 1) };
}
