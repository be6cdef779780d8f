// panes.ts: what each tab shows below its editor, and which pane fills a narrow screen.
import { Store } from '../lib/store';

export const paneNames = ['results', 'chart', 'columns', 'plan', 'messages'] as const;
export type Pane = (typeof paneNames)[number];

const shown = new Map<string, Pane>();
export const panes = new Store<ReadonlyMap<string, Pane>>(shown);

export const paneOf = (tab: string, all: ReadonlyMap<string, Pane> = panes.get()): Pane => all.get(tab) ?? 'results';

export const showPane = (tab: string, pane: Pane): void => panes.set((all) => new Map(all).set(tab, pane));

/** Below 600 px the schema and the query take turns. */
export const narrowPane = new Store<'schema' | 'query'>('query');
