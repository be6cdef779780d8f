// title.ts: what a table or column says of itself when the pointer rests on it.
import type { Column, Profile, Table } from '../api/types';
import { count, size } from '../lib/format';
import { text } from '../text';
import { keyOf, type TreeRow } from './rows';

export function titleOf(row: TreeRow): string | undefined {
  if (row.kind === 'table') return lines([keyOf(row.table), row.table.comment, ...sizesOf(row.table), text.tree.keys]);
  if (row.kind !== 'column') return undefined;
  const { column, primary, reference, profile } = row;
  return lines([...declared(column), primary && text.tree.key, reference && text.tree.refersTo(reference), column.comment, ...(profile ? known(profile) : [])]);
}

const lines = (parts: (string | null | undefined | false)[]): string => parts.filter(Boolean).join('\n');

const sizesOf = ({ estimated_rows, total_bytes }: Table): (string | false)[] => [
  estimated_rows !== null && text.tree.about(estimated_rows), total_bytes !== null && total_bytes > 0 && size(total_bytes),
];

const declared = (column: Column): (string | null | undefined)[] => [
  `${column.column_name} ${column.data_type}${column.is_nullable ? '' : ' not null'}`, column.default_expr && `default ${column.default_expr}`,
  column.enum_labels?.join(', '),
];

const few = 5;
const longest = 40;

const short = (value: string): string => (value.length > longest ? `${value.slice(0, longest)}…` : value);

/** What the planner knows, in words. */
function known({ null_frac, n_distinct, most_common_values, bounds }: Profile): (string | false)[] {
  const values = most_common_values ?? [];
  return [
    null_frac !== null && null_frac > 0 && text.tree.nulls(Math.max(1, Math.round(null_frac * 100))),
    n_distinct === -1 ? text.tree.unique : !!n_distinct && (n_distinct > 0 ? text.tree.distinct(count(n_distinct)) : text.tree.distinctPart(Math.max(1, Math.round(-n_distinct * 100)))),
    values.length > 0 && text.tree.often(values.slice(0, few).map(short).join(', ')),
    !!bounds && bounds.length > 1 && text.tree.between(short(bounds[0]!), short(bounds.at(-1)!)),
  ];
}
