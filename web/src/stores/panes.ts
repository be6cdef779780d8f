// panes.ts: what each tab shows below its editor, and which pane fills a narrow screen.
import { Store } from '../lib/store';

export const paneNames = ['results', 'chart', 'columns', 'plan', 'messages'] as const;
export type Pane = (typeof paneNames)[number];

const shown = new Map<string, Pane>();
export const panes = new Store<ReadonlyMap<string, Pane>>(shown);

export const paneOf = (tab: string, all: ReadonlyMap<string, Pane> = panes.get()): Pane => all.get(tab) ?? 'results';

export const showPane = (tab: string, pane: Pane): void => panes.set((all) => new Map(all).set(tab, pane));

/** What stands beside the query. */
export const sidePanes = ['schema', 'saved'] as const;
export type SidePane = (typeof sidePanes)[number];

export const sidePane = new Store<SidePane>('schema');

/** Below 600 px the side and the query take turns. */
export const narrowPane = new Store<SidePane | 'query'>('query');

/** Shows one of the side's panes, also where it takes the query's place. */
export function showSide(pane: SidePane): void {
  sidePane.set(pane);
  narrowPane.set(pane);
}

/** Are the variables' names, types and defaults shown under the toolbar? */
export const showVariables = new Store(false);
