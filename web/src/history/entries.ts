// entries.ts: past runs, as the server recorded them, or where it keeps no record, those of this browser.
import { type HistoryRow, readHistory } from '../api/saved';
import { type LocalRun, readRuns } from '../stores/local_history';
import type { Language } from '../stores/tabs';

/** A past run, wherever it was recorded. */
export interface Entry {
  key: string;
  at: number;
  source: string;
  sourceName: string;
  language: Language;
  query: string;
  queryCut: boolean;
  outcome: string;
  /** What went wrong, or its SQLSTATE. */
  error: string;
  rows: number | null;
  cut: boolean;
  /** Milliseconds. */
  took: number | null;
}

export interface Page {
  entries: Entry[];
  /** Why there is nothing but what this browser ran; empty: the server's record is there. */
  why: string;
  /** What to ask with for those before; null: that is all. */
  before: string | number | null;
}

const fromServer = (row: HistoryRow): Entry => ({
  key: String(row.id), at: Date.parse(row.time), source: row.source_id ?? '', sourceName: row.source ?? '', language: row.language, query: row.query, queryCut: row.query_cut,
  outcome: row.outcome, error: row.error ?? row.sqlstate ?? '', rows: row.rows, cut: row.truncated !== null, took: row.total_seconds === null ? null : row.total_seconds * 1000,
});

const fromHere = (run: LocalRun): Entry => ({
  key: run.id, at: run.at, source: run.source, sourceName: run.sourceName, language: run.language, query: run.query, queryCut: false,
  outcome: run.outcome, error: run.error ?? '', rows: run.rows, cut: run.truncated !== null, took: run.took,
});

const pageSize = 50;

export async function readPage(search: string, status: string, before: string | number | null, signal?: AbortSignal): Promise<Page> {
  const asked = await readHistory({ search, status, ...(before !== null && { before }) }, signal);
  if (!asked.available) return { entries: matching((await readRuns()).map(fromHere), search, status), why: asked.why ?? '', before: null };
  const entries = asked.history.map(fromServer);
  return { entries, why: '', before: entries.length < pageSize ? null : asked.history.at(-1)!.id };
}

/** As the server searches: the words anywhere in the text, in any case. */
export function matching(entries: Entry[], search: string, status: string): Entry[] {
  const term = search.trim().toLowerCase();
  return entries.filter((entry) => (!status || entry.outcome === status) && (!term || entry.query.toLowerCase().includes(term)));
}
