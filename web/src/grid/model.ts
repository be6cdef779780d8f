// model.ts: a result as the grid sees it: columns, rows, widths. It knows no DOM.
import type { Document, Value } from '../api/types';
import { type ColumnKind, kindOf, lookOf, shownOf } from './cells';

export interface Model {
  kinds: ColumnKind[];
  rows: Value[][];
  /** Width of each column in pixels; and of each column of the result, shown or not. */
  widths: number[];
  widthsOfAll: number[];
  /** Which value of a row stands in each column. */
  at: number[];
  /** So many columns from the left stay in sight. */
  pinned: number;
  /** By which column the rows are sorted. */
  sort: { at: number; down: boolean } | null;
  /** So many rows are left out by filters. */
  hidden: number;
}

const narrowest = 72;
const widest = 320;
/** A character of the cells' mono at 12 px; of the header's sans at 600: those that are wide, capitals and digits, others. */
const cellChar = 7.23;
const [wideChar, tallChar, headChar] = [13, 9, 7.8];
const edges = 22;

export function modelOf(document: Document): Model {
  const kinds = document.columns.map((name, n) => kindOf(name, document.postgres_types[n] ?? ''));
  const widths = kinds.map((kind, n) => fitted(kind, document.results, n));
  return { kinds, rows: document.results, widths, widthsOfAll: [...widths], at: kinds.map((_, n) => n), pinned: 0, sort: null, hidden: 0 };
}

/** How many rows are measured, spread over all of them: more of numbers, as a number that is cut misleads. */
const sampled = (kind: ColumnKind): number => (kind.right ? 3000 : 300);

/** The width that shows a column's cells whole, within bounds. */
export function fitted(kind: ColumnKind, rows: Value[][], column: number, bound = widest): number {
  let longest = 0;
  const step = Math.max(1, rows.length / sampled(kind));
  for (let n = rows.length - 1; n >= 0; n -= step) {
    const value = rows[Math.floor(n)]![column];
    longest = Math.max(longest, shownOf(value, kind, lookOf(value, kind)).length);
  }
  const head = Math.max(headWidth(kind.name), kind.shortType.length * 6.2);
  return Math.round(Math.min(bound, Math.max(narrowest, longest * cellChar + edges, head + edges)));
}

const headWidth = (name: string): number =>
  [...name].reduce((width, each) => width + (/[mw@%]/i.test(each) ? wideChar : /[A-Z0-9_]/.test(each) ? tallChar : headChar), 0);
