// local_history.ts: what this browser ran, kept in it for a server that keeps no record. The last ones, and no results.
import { inStore, ofOwner, owner } from './drafts';
import type { Language } from './tabs';

export interface LocalRun {
  id: string;
  at: number;
  source: string;
  sourceName: string;
  language: Language;
  query: string;
  outcome: 'ok' | 'error' | 'cancelled';
  error: string | null;
  sqlstate: string | null;
  rows: number | null;
  truncated: string | null;
  took: number;
}

const most = 500;
/** A longer text is kept as its beginning. */
const longest = 100_000;

export async function keepRun(run: Omit<LocalRun, 'id'>): Promise<void> {
  const query = run.query.length > longest ? run.query.slice(0, longest) : run.query;
  await inStore('readwrite', (store) => store.put({ ...run, query, owner, id: `${String(run.at).padStart(15, '0')}-${crypto.randomUUID()}` }), 'history');
  const keys = (await inStore('readonly', (store) => store.getAllKeys(ofOwner()), 'history')) ?? [];
  for (const key of keys.slice(0, Math.max(0, keys.length - most))) void inStore('readwrite', (store) => store.delete(key), 'history');
}

/** The last one first. */
export const readRuns = async (): Promise<LocalRun[]> =>
  (((await inStore('readonly', (store) => store.getAll(ofOwner()), 'history')) ?? []) as LocalRun[]).reverse();
