// drafts.ts: tabs kept in this browser's IndexedDB, a record per tab, by user and team. Results are not kept.
//
// - A browser that refuses IndexedDB (a private window) keeps nothing and says nothing: the page works without.
// - wipeDrafts() leaves nothing of anybody in this browser; it is called before logging out.
import { config } from '../config';
import type { Tab } from './tabs';

const name = 'metahog';
const owner = `${config.team}:${config.user.id}`;

interface Draft extends Tab {
  owner: string;
}

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('drafts', { keyPath: ['owner', 'id'] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  try {
    const request = act((await database()).transaction('drafts', mode).objectStore('drafts'));
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return null;
  }
}

/** The tabs of this user in this team, in their order. */
export async function readDrafts(): Promise<Tab[]> {
  const range = IDBKeyRange.bound([owner], [owner, []]);
  const drafts = ((await inStore('readonly', (store) => store.getAll(range))) ?? []) as Draft[];
  return drafts.map(({ owner: _, ...tab }) => tab).sort((a, b) => a.place - b.place);
}

export const keepDraft = (tab: Tab): Promise<unknown> => inStore('readwrite', (store) => store.put({ ...tab, owner }));

export const dropDraft = (id: string): Promise<unknown> => inStore('readwrite', (store) => store.delete([owner, id]));

export const wipeDrafts = (): Promise<unknown> => inStore('readwrite', (store) => store.clear());
