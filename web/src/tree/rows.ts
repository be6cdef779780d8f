// rows.ts: the schema as the rows of a tree: schemas, their tables, the columns of the open ones; or what a search finds.
// Pure, so that 10,000 tables are a test without a browser.
import type { Column, ForeignKey, Profile, Table, TableDetail } from '../api/types';

export type TreeRow =
  | { kind: 'schema'; key: string; name: string; level: 1; tables: number; views: number; all: number; open: boolean; at: number; of: number }
  | { kind: 'table'; key: string; name: string; level: 2; table: Table; open: boolean; at: number; of: number }
  | { kind: 'column'; key: string; name: string; level: 3; table: Table; column: Column; primary: boolean; reference: string | null; profile: Profile | undefined; at: number; of: number }
  | { kind: 'loading'; key: string; name: string; level: 3; table: Table; at: number; of: number };

export interface TreeState {
  tables: Table[];
  details: ReadonlyMap<string, TableDetail | 'loading'>;
  /** Keys of tables that are open, and of schemas that are shut. */
  open: ReadonlySet<string>;
  shut: ReadonlySet<string>;
  search: string;
}

export interface TreeRows {
  rows: TreeRow[];
  hits: number;
  /** Tables whose columns a search could not look into. */
  unopened: number;
}

export const keyOf = (table: Table): string => `${table.schema_name}.${table.table_name}`;

const bySchema = new WeakMap<Table[], Map<string, Table[]>>();

/** Tables by schema, those with their own schema first that need no prefix in a query; made once for each list. */
function grouped(tables: Table[]): Map<string, Table[]> {
  let groups = bySchema.get(tables);
  if (!groups) {
    groups = new Map();
    const sorted = [...tables].sort((a, b) => (a.schema_name === b.schema_name ? (a.table_name < b.table_name ? -1 : 1) : a.schema_name < b.schema_name ? -1 : 1));
    for (const table of sorted) {
      const group = groups.get(table.schema_name);
      if (group) group.push(table);
      else groups.set(table.schema_name, [table]);
    }
    bySchema.set(tables, groups);
  }
  return groups;
}

const isView = (table: Table): boolean => /view$/.test(table.kind);

export function rowsOf(state: TreeState): TreeRows {
  const term = state.search.trim().toLowerCase();
  const out: TreeRows = { rows: [], hits: 0, unopened: 0 };
  const groups = [...grouped(state.tables)];
  for (const [n, [schema, all]] of groups.entries()) {
    const found = term ? all.flatMap((table) => match(state, table, term, out)) : all.map((table) => ({ table, columns: null }));
    if (found.length === 0) continue;
    const key = `${schema}.`;
    const open = !!term || !state.shut.has(key);
    const views = found.filter(({ table }) => isView(table)).length;
    out.rows.push({ kind: 'schema', key, name: schema, level: 1, tables: found.length - views, views, all: all.length, open, at: n + 1, of: groups.length });
    if (!open) continue;
    for (const [at, { table, columns }] of found.entries()) addTable(out.rows, state, table, columns, at + 1, found.length);
  }
  return out;
}

interface Found {
  table: Table;
  /** The columns that the search found; null: none in particular. */
  columns: Column[] | null;
}

function match({ details }: TreeState, table: Table, term: string, out: TreeRows): Found[] {
  const detail = details.get(table.sql_name);
  const named = table.table_name.toLowerCase().includes(term) || keyOf(table).toLowerCase().includes(term);
  const columns = detail && detail !== 'loading' ? detail.columns.filter((column) => column.column_name.toLowerCase().includes(term)) : [];
  if (!detail) out.unopened++;
  out.hits += (named ? 1 : 0) + columns.length;
  return named || columns.length > 0 ? [{ table, columns: columns.length > 0 ? columns : null }] : [];
}

function addTable(rows: TreeRow[], state: TreeState, table: Table, found: Column[] | null, at: number, of: number): void {
  const key = keyOf(table);
  const open = found !== null || state.open.has(key);
  rows.push({ kind: 'table', key, name: table.table_name, level: 2, table, open, at, of });
  if (!open) return;
  const detail = state.details.get(table.sql_name);
  if (!detail || detail === 'loading') {
    rows.push({ kind: 'loading', key: `${key}.`, name: '', level: 3, table, at: 1, of: 1 });
    return;
  }
  const columns = found ?? detail.columns;
  for (const [n, column] of columns.entries()) {
    rows.push({
      kind: 'column', key: `${key}.${column.column_name}`, name: column.column_name, level: 3, table, column,
      primary: table.primary_key?.includes(column.column_name) ?? false, reference: referenceOf(detail.foreign_keys, table, column), profile: detail.profile?.find((each) => each.column_name === column.column_name), at: n + 1, of: columns.length,
    });
  }
}

/** The table that a column alone refers to. */
function referenceOf(keys: ForeignKey[] | undefined, table: Table, column: Column): string | null {
  const key = keys?.find((each) => each.from_table === table.table_name && each.from_schema === table.schema_name && each.from_columns.length === 1 && each.from_columns[0] === column.column_name);
  return key?.to_table ?? null;
}
