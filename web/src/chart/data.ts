// data.ts: rows become what is drawn: places along the axis, and lines over them. Nothing is summed or invented; where
// two rows claim the same point, the later one is drawn. Pure.
import type { Document, Value } from '../api/types';
import { roleOf } from '../lib/column_role';
import { grouped } from '../lib/format';
import { type ChartChoice, mostSeries } from './offer';

export interface Drawn {
  /** Places along the axis, as they came, in the order of the query. */
  x: Value[];
  xIsTime: boolean;
  /** Each line's numbers, and the same as the database printed them. */
  lines: { name: string; values: (number | null)[]; words: string[] }[];
  /** Rows that are drawn, and those that are not as there are too many lines. */
  rows: number;
  left: number;
}

export const numberOf = (value: Value | undefined): number | null => {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};

export const wordOf = (value: Value | undefined): string =>
  value === null || value === undefined ? 'NULL' : typeof value === 'object' ? JSON.stringify(value) : String(value);

export function drawn(document: Document, choice: ChartChoice): Drawn {
  const column = (name: string | null): number => (name === null ? -1 : document.columns.indexOf(name));
  const x = column(choice.x);
  const series = column(choice.series);
  const ys = choice.y.map(column).filter((n) => n >= 0);
  const places = new Map<string, number>();
  const values: Value[] = [];
  const lines = new Map<string, Value[]>();
  let rows = 0;
  for (const row of document.results) {
    const key = JSON.stringify(x < 0 ? rows : row[x]);
    if (!places.has(key)) {
      places.set(key, values.length);
      values.push(x < 0 ? rows + 1 : row[x]!);
    }
    const at = places.get(key)!;
    let shown = false;
    for (const y of ys) {
      const name = series < 0 ? document.columns[y]! : wordOf(row[series]);
      if (!lines.has(name) && lines.size >= mostSeries) continue;
      if (!lines.has(name)) lines.set(name, []);
      lines.get(name)![at] = row[y]!;
      shown = true;
    }
    if (shown) rows++;
  }
  return {
    x: values, rows, left: document.results.length - rows,
    xIsTime: x >= 0 && roleOf(document.postgres_types[x]!) === 'time',
    lines: [...lines].map(([name, sparse]) => ({
      name, values: Array.from(values, (_, n) => numberOf(sparse[n])), words: Array.from(values, (_, n) => grouped(wordOf(sparse[n] ?? '–'))),
    })),
  };
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const minute = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

const timeOf = (value: Value): number => Date.parse(/[zZ]|[+-]\d\d(:?\d\d)?$/.test(String(value)) || /^\d{4}-\d\d-\d\d$/.test(String(value)) ? String(value) : `${value}Z`);

export interface TimeLabels {
  short(value: Value): string;
  long(value: Value): string;
}

/** How moments are written along an axis: by the month, the day, or the minute, whichever tells them apart. */
export function timeLabels(values: Value[]): TimeLabels {
  const moments = values.map(timeOf);
  const date = (at: number): Date => new Date(at);
  const everyMonth = moments.every((at) => date(at).getUTCDate() === 1 && at % 86_400_000 === 0);
  const everyDay = moments.every((at) => at % 86_400_000 === 0);
  const long = everyMonth ? month : everyDay ? dayOfYear : minute;
  const short = everyMonth ? month : everyDay ? day : minute;
  const safe = (format: Intl.DateTimeFormat) => (value: Value): string => {
    const at = timeOf(value);
    return Number.isNaN(at) ? wordOf(value) : format.format(at);
  };
  return { short: safe(short), long: safe(long) };
}
