// offer.ts: which chart a result is offered first, by the shape of its columns, and which others it can be. Pure.
import type { Document, Value } from '../api/types';
import { type Role, roleOf } from '../lib/column_role';

export type ChartType = 'number' | 'line' | 'area' | 'bar' | 'row' | 'pie' | 'scatter' | 'heatmap';

/** How a chart is kept: columns by name, so that it outlives a change of the query. */
export interface ChartChoice {
  type: ChartType;
  x: string | null;
  y: string[];
  series: string | null;
  stack: boolean;
  format: { [column: string]: string };
  options: { zero: boolean };
}

export interface Offer {
  choice: ChartChoice;
  /** The result's shape in words: "time, text, number". */
  shape: string;
}

const wholeTypes = /^(smallint|integer|bigint)\b/;

export const none = (part: Partial<ChartChoice>): ChartChoice => ({
  type: 'bar', x: null, y: [], series: null, stack: false, format: {}, options: { zero: true }, ...part,
});

/** Above this many points a line says more than bars; above this many names bars stand, so that they fit. */
const manyPoints = 60;
const manyNames = 30;
export const mostSeries = 12;

export function offer(document: Document): Offer | null {
  const roles = document.postgres_types.map(roleOf);
  const names = document.columns;
  const rows = document.results;
  const of = (role: Role): number[] => roles.flatMap((each, n) => (each === role ? [n] : []));
  const [numbers, times, texts] = [of('number'), of('time'), of('text')];
  if (rows.length === 0 || numbers.length === 0) return null;
  const named = (columns: number[]): string[] => columns.map((n) => names[n]!);
  const shaped = (choice: Partial<ChartChoice>): Offer => ({ choice: none(choice), shape: shapeOf(roles) });

  if (rows.length <= 2 && numbers.length === 1 && names.length === 1) return shaped({ type: 'number', y: named(numbers) });
  const time = times[0];
  if (time !== undefined) return offerTime(document, time, numbers, texts, shaped);
  if (texts.length >= 2 && numbers.length === 1 && distinctPairs(rows, texts[0]!, texts[1]!))
    return shaped({ type: 'heatmap', x: names[texts[0]!]!, series: names[texts[1]!]!, y: named(numbers) });
  const text = texts[0];
  if (text !== undefined) return offerNames(rows, names[text]!, named(numbers), shaped);
  if (numbers.length >= 2) return offerNumbers(document, numbers, shaped);
  return null;
}

type Shaped = (choice: Partial<ChartChoice>) => Offer;

function offerTime(document: Document, time: number, numbers: number[], texts: number[], shaped: Shaped): Offer | null {
  const { columns, results, postgres_types } = document;
  const x = columns[time]!;
  if (distinct(results, time) === results.length) {
    const y = numbers.map((n) => columns[n]!);
    return shaped({ type: results.length > manyPoints || y.length > 1 ? 'line' : 'bar', x, y });
  }
  // A moment that stands more than once belongs to as many lines; what tells them apart is a text, or a whole number.
  const whole = numbers.filter((n) => wholeTypes.test(postgres_types[n]!));
  const series = [...texts, ...whole].find((n) => distinctPairs(results, time, n));
  const y = numbers.filter((n) => n !== series).slice(0, 1).map((n) => columns[n]!);
  if (y.length === 0) return null;
  return shaped({ type: 'line', x, y, series: series === undefined ? null : columns[series]! });
}

function offerNames(rows: Value[][], x: string, y: string[], shaped: Shaped): Offer {
  if (y.length > 1) return shaped({ type: 'bar', x, y });
  return shaped({ type: rows.length > manyNames ? 'bar' : 'row', x, y });
}

/** Two numbers are a cloud of points, unless the first one counts up once through the rows: then it is a name. */
function offerNumbers(document: Document, numbers: number[], shaped: Shaped): Offer {
  const [first, second] = numbers as [number, number];
  const names = document.columns;
  const counts = wholeTypes.test(document.postgres_types[first]!) && distinct(document.results, first) === document.results.length;
  if (counts && document.results.length <= manyNames) return shaped({ type: 'bar', x: names[first]!, y: numbers.slice(1).map((n) => names[n]!) });
  return shaped({ type: 'scatter', x: names[first]!, y: [names[second]!] });
}

const shapeOf = (roles: Role[]): string => {
  const list = roles.slice(0, 4).map((role) => (role === 'other' ? 'something else' : role));
  return list.join(', ') + (roles.length > 4 ? ', …' : '');
};

const key = (value: Value | undefined): string => JSON.stringify(value);
const distinct = (rows: Value[][], column: number): number => new Set(rows.map((row) => key(row[column]))).size;
const distinctPairs = (rows: Value[][], a: number, b: number): boolean =>
  new Set(rows.map((row) => `${key(row[a])} ${key(row[b])}`)).size === rows.length;

/** The kinds that a choice's columns can be drawn as. */
export function possibleTypes(document: Document, choice: ChartChoice): ChartType[] {
  const x = choice.x === null ? null : roleOf(document.postgres_types[document.columns.indexOf(choice.x)] ?? '');
  if (x === null) return ['number'];
  const types: ChartType[] = ['bar', 'row'];
  if (x !== 'text' || choice.type === 'line' || choice.type === 'area') types.unshift('line', 'area');
  if (choice.y.length === 1 && choice.series === null && document.results.length <= 6) types.push('pie');
  if (x === 'number') types.push('scatter');
  if (choice.series !== null) types.push('heatmap');
  return types.includes(choice.type) ? types : [choice.type, ...types];
}

/** The kept choice where the result still has its columns; what it misses is told, and never silently replaced. */
export function missingColumns(document: Document, choice: ChartChoice): string[] {
  return [choice.x, choice.series, ...choice.y].filter((name): name is string => name !== null && !document.columns.includes(name));
}
