// drafts.ts: tabs kept in this browser's IndexedDB, a record per tab, by user and team. Results are not kept.
//
// - A browser that refuses IndexedDB (a private window) keeps nothing and says nothing: the page works without.
// - Windows of the same user tell one another what they keep, so that none writes an old text over a newer one.
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
  return drafts.map(({ owner: _, ...tab }) => inFull(tab)).sort((a, b) => a.place - b.place);
}

/** A draft of a page that was older than this one may lack what tabs have by now. */
const inFull = (tab: Tab & { parameters?: (string | null)[] }): Tab => {
  const { parameters = [], ...rest } = tab;
  const values = Object.fromEntries(parameters.map((value, n) => [`$${n + 1}`, value]));
  return { ...rest, language: tab.language ?? 'sql', values: tab.values ?? values };
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
  return inStore('readwrite', (store) => store.clear());
}

/** By then the session has ended, and what is shown gives way to the log-in. */
const untilLoggedOut = 2000;

function leave(): void {
  over = true;
  setTimeout(() => location.reload(), untilLoggedOut);
}
