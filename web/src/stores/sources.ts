// sources.ts: the sources that the user may query, as the server lists them.
import type { ApiError } from '../api/client';
import { listSources } from '../api/routes';
import type { Source } from '../api/types';
import { Store } from '../lib/store';

export interface Sources {
  state: 'loading' | 'ready' | 'failed';
  list: Source[];
  error: ApiError | null;
}

export const sources = new Store<Sources>({ state: 'loading', list: [], error: null });

/** Reads the list again. What is shown stays until the answer is there. */
export async function loadSources(): Promise<Source[]> {
  try {
    const list = (await listSources()).sort((a, b) => a.name.localeCompare(b.name));
    sources.set({ state: 'ready', list, error: null });
  } catch (error) {
    sources.set((value) => ({ ...value, state: 'failed', error: error as ApiError }));
  }
  return sources.get().list;
}

export const sourceOf = (id: string): Source | undefined => sources.get().list.find((source) => source.id === id);

/** Those that a query may be run on. */
export const queryable = (list: Source[]): Source[] => list.filter((source) => source.supports_direct_query !== false);
