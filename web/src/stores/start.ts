// start.ts: what is there when the page opens: the tabs of the last visit, or for somebody who is here for the first time
// an example with its result, so that the page is not empty.
import { config } from '../config';
import { Store } from '../lib/store';
import type { Source } from '../api/types';
import { loadSchema, schemaOf } from './schema';
import { loadSources, queryable } from './sources';
import { openTab, restoreTabs, tabs } from './tabs';

/** Everything that the first screen needs is there. */
export const started = new Store(false);

/** The tab that is to be run as soon as the editor shows it; empty: none. */
export const toRun = new Store('');

export async function start(): Promise<void> {
  const [list] = await Promise.all([loadSources(), restoreTabs()]);
  const usable = queryable(list);
  if (tabs.get().list.length === 0) {
    if (usable.length > 0) await firstQuery(usable);
    else openTab();
  }
  started.set(true);
}

/** A tab with a query on a source, which is run at once. */
export async function firstQuery(usable: Source[]): Promise<void> {
  const { example } = config;
  const named = example && usable.find((source) => source.name === example.source);
  if (named) {
    toRun.set(openTab({ source: named.id, text: example.query }).id);
    return;
  }
  const source = usable[0]!;
  await loadSchema(source.id);
  const table = schemaOf(source.id).tables.find((each) => /table$/.test(each.kind)) ?? schemaOf(source.id).tables[0];
  const tab = openTab({ source: source.id, text: table ? previewOf(table.sql_name) : '' });
  if (table) toRun.set(tab.id);
}

/** What Space on a table writes; the name is as the remote quotes it, the limit is the tab's. */
export const previewOf = (sqlName: string): string => `SELECT *\nFROM ${sqlName}`;
