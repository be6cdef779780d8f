// drafts.ts: tabs kept in this browser's IndexedDB, a record per tab, by user and team. Results are not kept.
//
// - A browser that refuses IndexedDB (a private window) keeps nothing and says nothing: the page works without.
// - Windows of the same user tell one another what they keep, so that none writes an old text over a newer one.
// - What this browser ran is kept beside them (local_history.ts), for a server that keeps no record.
// - wipeDrafts() leaves nothing of anybody in this browser; it is called before logging out.
import { config } from '../config';
import type { Tab } from './tabs';

const name = 'metahog';
const stores = ['drafts', 'history'] as const;
type StoreName = (typeof stores)[number];

export const owner = `${config.team}:${config.user.id}`;

/** All records of this user in this team. */
export const ofOwner = (): IDBKeyRange => IDBKeyRange.bound([owner], [owner, []]);

interface Draft extends Tab {
  owner: string;
}

let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 2);
    request.onupgradeneeded = () => {
      const { objectStoreNames } = request.result;
      for (const each of stores) if (!objectStoreNames.contains(each)) request.result.createObjectStore(each, { keyPath: ['owner', 'id'] });
    };
    request.onsuccess = () => {
      // A later page in another window wants another version: this one keeps nothing rather than holding it up.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Does something with a store; null: this browser keeps nothing. */
export async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>, which: StoreName = 'drafts'): Promise<T | null> {
  if (over && mode === 'readwrite') return null;
  return reach(mode, act, which);
}

async function reach<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>, which: StoreName): Promise<T | null> {
  try {
    const request = act((await database()).transaction(which, mode).objectStore(which));
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
  const drafts = ((await inStore('readonly', (store) => store.getAll(ofOwner()))) ?? []) as Draft[];
  return drafts.map(({ owner: _, ...tab }) => inFull(tab)).sort((a, b) => a.place - b.place);
}

/** A draft of a page that was older than this one may lack what tabs have by now. */
const inFull = (tab: Tab & { parameters?: (string | null)[] }): Tab => {
  const { parameters = [], ...rest } = tab;
  const values = Object.fromEntries(parameters.map((value, n) => [`$${n + 1}`, value]));
  return { ...rest, language: tab.language ?? 'sql', values: tab.values ?? values, variables: tab.variables ?? [] };
};

const channel = new BroadcastChannel('metahog-drafts');

const wiped = 'wiped';

/** The user has logged out, here or in another window: from now on nothing is kept. */
let over = false;

export function keepDraft(tab: Tab): Promise<unknown> {
  if (over) return Promise.resolve();
  channel.postMessage({ ...tab, owner });
  return inStore('readwrite', (store) => store.put({ ...tab, owner }));
}

/** Calls back with each tab of this user that another window keeps. */
export function onOthersDraft(callback: (tab: Tab) => void): void {
  channel.addEventListener('message', ({ data }: MessageEvent<Draft | typeof wiped>) => {
    if (data === wiped) return leave();
    const { owner: whose, ...tab } = data;
    if (whose === owner) callback(inFull(tab));
  });
}

export const dropDraft = (id: string): Promise<unknown> => inStore('readwrite', (store) => store.delete([owner, id]));

/** Leaves nothing of anybody in this browser, and has the other windows keep nothing any more. */
export function wipeDrafts(): Promise<unknown> {
  over = true;
  channel.postMessage(wiped);
  return Promise.all(stores.map((each) => reach('readwrite', (store) => store.clear(), each)));
}

/** By then the session has ended, and what is shown gives way to the log-in. */
const untilLoggedOut = 2000;

function leave(): void {
  over = true;
  setTimeout(() => location.reload(), untilLoggedOut);
}
