// arrange.ts: in which order the columns and rows of a result stand, and which columns stay in sight. Pure; the result
// itself is not touched, and what is sorted is what has been fetched.
import type { Value } from '../api/types';
import { type ColumnKind, type Format, textOf } from './cells';
import type { Model } from './model';

export interface Arrangement {
  /** The shown columns by their number in the result, the pinned ones first. */
  order: number[];
  pinned: number;
  /** By which column of the result the rows are sorted. */
  sort: { column: number; down: boolean } | null;
  /** What the rows have to have, by column of the result. */
  filters: ReadonlyMap<number, string>;
  /** How the values of a column are written, if not as they came. */
  formats: ReadonlyMap<number, Format>;
}

export const asItCame = (columns: number): Arrangement => ({ order: Array.from({ length: columns }, (_, n) => n), pinned: 0, sort: null, filters: new Map(), formats: new Map() });

/** The model as it is arranged. The widths of its columns go on in the model that it is made of. */
export function arranged(model: Model, { order, pinned, sort, filters, formats }: Arrangement): Model {
  const kinds = model.kinds.map((kind, column) => (formats.has(column) ? { ...kind, format: formats.get(column) } : kind));
  const tests = [...filters].map(([column, words]) => ({ column, passes: filterOf(words, kinds[column]!) }));
  const rows = tests.length > 0 ? model.rows.filter((row) => tests.every(({ column, passes }) => passes(row[column]))) : model.rows;
  return {
    kinds: order.map((column) => kinds[column]!), widths: order.map((column) => model.widthsOfAll[column]!), widthsOfAll: model.widthsOfAll,
    at: order, pinned, sort: sort && { at: order.indexOf(sort.column), down: sort.down }, hidden: model.rows.length - rows.length,
    rows: sort ? sorted(rows, sort.column, kinds[sort.column]!, sort.down) : rows,
  };
}

/** What a filter's words mean: null and not null; >, <, =, … and a value; else a text that the value has in it, in any case. */
export function filterOf(words: string, kind: ColumnKind): (value: Value | undefined) => boolean {
  const asked = words.trim();
  if (/^(is )?null$/i.test(asked)) return (value) => value === null || value === undefined;
  if (/^(is )?not null$/i.test(asked)) return (value) => value !== null && value !== undefined;
  const compared = /^(<=|>=|<>|!=|<|>|=)\s*(.*)$/s.exec(asked);
  const known = (value: Value | undefined): value is Value => value !== null && value !== undefined;
  if (!compared) return (value) => known(value) && textOf(value, kind).toLowerCase().includes(asked.toLowerCase());
  const [, operator, operand] = compared as unknown as [string, string, string];
  const compare = kind.right ? compareNumbers : compareText;
  return (value) => known(value) && holds(operator, compare(textOf(value, kind), operand));
}

function holds(operator: string, order: number): boolean {
  switch (operator) {
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
    case '=': return order === 0;
    default: return order !== 0;
  }
}

/** Pins the shown column, or lets it go; it moves to the end of the pinned ones. */
export function pin(arrangement: Arrangement, shown: number): Arrangement {
  const { order, pinned } = arrangement;
  const without = order.filter((_, n) => n !== shown);
  const count = shown < pinned ? pinned - 1 : pinned + 1;
  return { ...arrangement, order: without.toSpliced(shown < pinned ? count : pinned, 0, order[shown]!), pinned: count };
}

/** Moves the shown column by one place, among the pinned or among the others. */
export function move(arrangement: Arrangement, shown: number, by: -1 | 1): Arrangement {
  const { order, pinned } = arrangement;
  const to = shown + by;
  if (to < 0 || to >= order.length || shown < pinned !== to < pinned) return arrangement;
  return { ...arrangement, order: order.with(shown, order[to]!).with(to, order[shown]!) };
}

/** Leaves the shown column out; the last one stays. */
export function hide(arrangement: Arrangement, shown: number): Arrangement {
  const { order, pinned } = arrangement;
  if (order.length === 1) return arrangement;
  return { ...arrangement, order: order.filter((_, n) => n !== shown), pinned: shown < pinned ? pinned - 1 : pinned };
}

const words = new Intl.Collator('en');

/** The rows by a column's values; equal ones keep their order, and NULL is the greatest, as in the database. */
export function sorted(rows: Value[][], column: number, kind: ColumnKind, down: boolean): Value[][] {
  const compare = kind.right ? compareNumbers : kind.time ? compareText : words.compare;
  const keyed = rows.map((row) => ({ row, key: row[column] === null || row[column] === undefined ? null : textOf(row[column], kind) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return (a.key === null ? 1 : 0) - (b.key === null ? 1 : 0);
    return compare(a.key, b.key);
  });
  return (down ? reversed(keyed) : keyed).map(({ row }) => row);
}

/** Backwards, but for rows of one key. */
function reversed<T extends { key: string | null }>(keyed: T[]): T[] {
  const out: T[] = [];
  for (let end = keyed.length; end > 0;) {
    let start = end - 1;
    while (start > 0 && keyed[start - 1]!.key === keyed[end - 1]!.key) start--;
    for (let n = start; n < end; n++) out.push(keyed[n]!);
    end = start;
  }
  return out;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By all digits, also those that JavaScript's numbers do not have; NaN is greater than any. */
export function compareNumbers(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return (Number.isNaN(x) ? 1 : 0) - (Number.isNaN(y) ? 1 : 0);
  if (x !== y) return x < y ? -1 : 1;
  const plain = /^(-?)(\d+)(?:\.(\d*))?$/;
  const [left, right] = [plain.exec(a), plain.exec(b)];
  if (!left || !right) return 0;
  const scale = Math.max(left[3]?.length ?? 0, right[3]?.length ?? 0);
  const whole = ([, sign, digits, fraction = '']: RegExpExecArray): bigint => BigInt(sign! + digits! + fraction.padEnd(scale, '0'));
  const difference = whole(left) - whole(right);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
