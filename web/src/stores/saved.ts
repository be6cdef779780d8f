// saved.ts: the saved queries that the user sees, as the server lists them; read when somebody first wants to see them.
import type { ApiError } from '../api/client';
import { listSaved, type SavedRow } from '../api/saved';
import { Store } from '../lib/store';

export interface SavedList {
  state: 'unread' | 'loading' | 'ready' | 'failed';
  list: SavedRow[];
  error: ApiError | null;
}

export const savedList = new Store<SavedList>({ state: 'unread', list: [], error: null });

let asked = 0;

/** Reads the list again. What is shown stays until the answer is there; one that a later reading overtook is not shown. */
export async function loadSaved(): Promise<SavedRow[]> {
  const mine = ++asked;
  const put = (value: SavedList): void => { if (mine === asked) savedList.set(value); };
  savedList.set((value) => ({ ...value, state: value.state === 'ready' ? 'ready' : 'loading' }));
  try {
    put({ state: 'ready', list: await listSaved(), error: null });
  } catch (error) {
    put({ ...savedList.get(), state: 'failed', error: error as ApiError });
  }
  return savedList.get().list;
}

/** All folders that there are, also those that have nothing but folders in them. */
export function foldersOf(list: SavedRow[]): string[] {
  const found = new Set<string>();
  for (const { folder } of list) {
    const parts = folder.split('/').filter(Boolean);
    for (let n = 1; n <= parts.length; n++) found.add(parts.slice(0, n).join('/'));
  }
  return [...found].sort((a, b) => a.localeCompare(b));
}
