// schema.ts: what each source has: its tables, read once, and the columns of a table at first need. The tree and the
// editor's completion read the same.
import type { ApiError } from '../api/client';
import { listTables, tableDetail } from '../api/routes';
import type { Table, TableDetail } from '../api/types';
import { Store } from '../lib/store';
import { text } from '../text';
import { say } from './said';

export interface Schema {
  state: 'loading' | 'ready' | 'failed';
  tables: Table[];
  readAt: number;
  error: ApiError | null;
  /** By the table's sql_name; 'loading' until they are there. */
  details: ReadonlyMap<string, TableDetail | 'loading'>;
}

const unread: Schema = { state: 'loading', tables: [], readAt: 0, error: null, details: new Map() };

export const schemas = new Store<ReadonlyMap<string, Schema>>(new Map());

export const schemaOf = (source: string, all: ReadonlyMap<string, Schema> = schemas.get()): Schema =>
  all.get(source) ?? unread;

function patch(source: string, part: Partial<Schema>): void {
  schemas.set((all) => new Map(all).set(source, { ...schemaOf(source, all), ...part }));
}

/** Reads the list of tables unless it is there; `again` reads it in any case, past the server's own memory of it. */
export async function loadSchema(source: string, again = false): Promise<void> {
  const known = schemas.get().get(source);
  if (known && !again && known.state !== 'failed') return;
  patch(source, { state: known?.tables.length ? 'ready' : 'loading', error: null });
  try {
    const tables = (await listTables(source, again)).filter((table) => !table.is_partition);
    patch(source, { state: 'ready', tables, readAt: Date.now(), details: new Map() });
    if (again) say(text.said.schemaRead(tables.length));
  } catch (error) {
    patch(source, { state: 'failed', error: error as ApiError });
  }
}

const asked = new Map<string, Promise<TableDetail | null>>();

/** The columns and keys of a table: from memory, else from the server, which is asked once. */
export function loadDetail(source: string, table: Table): Promise<TableDetail | null> {
  const known = schemaOf(source).details.get(table.sql_name);
  if (known && known !== 'loading') return Promise.resolve(known);
  const key = `${source}\n${table.sql_name}`;
  let promise = asked.get(key);
  if (!promise) {
    promise = fetchDetail(source, table).finally(() => asked.delete(key));
    asked.set(key, promise);
  }
  return promise;
}

async function fetchDetail(source: string, table: Table): Promise<TableDetail | null> {
  setDetail(source, table.sql_name, 'loading');
  try {
    const detail = await tableDetail(source, table);
    setDetail(source, table.sql_name, detail);
    return detail;
  } catch (error) {
    setDetail(source, table.sql_name, null);
    say((error as ApiError).message);
    return null;
  }
}

function setDetail(source: string, table: string, detail: TableDetail | 'loading' | null): void {
  const details = new Map(schemaOf(source).details);
  if (detail) details.set(table, detail);
  else details.delete(table);
  patch(source, { details });
}

/** A source was changed or dropped. */
export function forgetSchema(source: string): void {
  schemas.set((all) => {
    const left = new Map(all);
    left.delete(source);
    return left;
  });
}
