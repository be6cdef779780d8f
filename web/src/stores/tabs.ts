// tabs.ts: the queries that are open. Each tab has its own source, text, limit, variables and chart; what it ran is in
// runs.ts. A change is kept as a draft within a second; the text of a tab is taken from the editor only then.
import type { Variable } from '../api/saved';
import type { ChartDocument } from '../chart/document';
import { Store } from '../lib/store';
import { text } from '../text';
import { dropDraft, keepDraft, onOthersDraft, readDrafts } from './drafts';

export const limits = [100, 1000, 10_000, 100_000] as const;

export const languages = ['sql', 'hogql'] as const;
export type Language = (typeof languages)[number];

export interface Tab {
  id: string;
  title: string;
  source: string;
  language: Language;
  text: string;
  limit: number;
  /** Values of $1, $2, … and of {name} as they were typed; null is SQL's. */
  values: Record<string, string | null>;
  chart: ChartDocument | null;
  /** Tabs are shown in this order. */
  place: number;
  /** What is said of $1, $2, … (the n-th is $n) and of {variables.name}. */
  variables: Variable[];
  /** The saved query that this tab has open, as it was when it was read. */
  saved?: SavedBase;
}

/** What a save would change, as it is on the server. */
export interface SavedBase {
  id: string;
  version: number;
  name: string;
  folder: string;
  description: string;
  mayChange: boolean;
  text: string;
  language: Language;
  source: string;
  variables: Variable[];
  chart: unknown;
}

/** Has a tab with a saved query what is not saved? */
export const isChanged = ({ saved, ...tab }: Tab): boolean =>
  saved !== undefined && (tab.text !== saved.text || tab.language !== saved.language || tab.source !== saved.source || !same(tab.variables, saved.variables) || !same(tab.chart ?? {}, saved.chart ?? {}));

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** A database keeps the keys of an object in an order of its own. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
};

export interface Tabs {
  list: Tab[];
  active: string;
}

export const tabs = new Store<Tabs>({ list: [], active: '' });

export const activeTab = (state: Tabs = tabs.get()): Tab | undefined => state.list.find((tab) => tab.id === state.active);

export const tabOf = (id: string): Tab | undefined => tabs.get().list.find((tab) => tab.id === id);

/** Shown in the URL never, so it may be as plain as this. */
const newId = (): string => crypto.randomUUID();

export function openTab(part: Partial<Tab> = {}): Tab {
  const { list } = tabs.get();
  const tab: Tab = {
    id: newId(), title: freeTitle(list), source: activeTab()?.source ?? '', language: part.text ? 'sql' : activeTab()?.language ?? 'sql',
    text: '', limit: 1000, values: {}, variables: [], chart: null, place: 1 + Math.max(0, ...list.map((each) => each.place)), ...part,
  };
  tabs.set({ list: [...list, tab], active: tab.id });
  void keepDraft(tab);
  return tab;
}

function freeTitle(list: Tab[]): string {
  const taken = new Set(list.map((tab) => tab.title));
  let n = 1;
  while (taken.has(text.tabs.untitled(n))) n++;
  return text.tabs.untitled(n);
}

export function changeTab(id: string, part: Partial<Tab>): void {
  tabs.set((state) => ({ ...state, list: state.list.map((tab) => (tab.id === id ? { ...tab, ...part } : tab)) }));
  const tab = tabOf(id);
  if (tab) void keepDraft(tab);
}

export const activateTab = (id: string): void => tabs.patch({ active: id });

/** Closes a tab; there is always one left. */
export function closeTab(id: string): void {
  const { list, active } = tabs.get();
  const at = list.findIndex((tab) => tab.id === id);
  if (at < 0) return;
  const left = list.filter((tab) => tab.id !== id);
  const next = id === active ? (left[at] ?? left[at - 1])?.id ?? '' : active;
  const source = list[at]!.source;
  tabs.set({ list: left, active: next });
  void dropDraft(id);
  if (left.length === 0) openTab({ source });
}

/** The tabs of the last visit; false if there were none. */
export async function restoreTabs(): Promise<boolean> {
  const list = await readDrafts();
  if (list.length === 0) return false;
  const last = sessionStorage.getItem('metahog-tab');
  tabs.set({ list, active: (list.find((tab) => tab.id === last) ?? list[0]!).id });
  return true;
}

tabs.subscribe(() => sessionStorage.setItem('metahog-tab', tabs.get().active));

/** Tabs whose text another window has changed: the editor takes it over. */
export const changedElsewhere = new Store<ReadonlySet<string>>(new Set());

onOthersDraft((tab) => {
  const known = tabOf(tab.id);
  if (!known) return;
  tabs.set((state) => ({ ...state, list: state.list.map((each) => (each.id === tab.id ? tab : each)) }));
  if (known.text !== tab.text) changedElsewhere.set((ids) => new Set(ids).add(tab.id));
});
