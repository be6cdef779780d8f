// offer.ts: which chart a result is offered first, by the shape of its columns, and which others it can be. Pure.
import type { Document, Value } from '../api/types';
import { type Role, roleOf } from '../lib/column_role';
import { type ChartDocument, chartOf, type ChartType, keyOf } from './document';

export interface Offer {
  chart: ChartDocument;
  /** The result's shape in words: "time, text, number". */
  shape: string;
}

const wholeTypes = /^(smallint|integer|bigint)\b/;

/** Above this many points a line says more than bars; above this many names bars stand, so that they fit. */
const manyPoints = 60;
const manyNames = 30;
/** More lines cannot be told apart, nor more parts of a pie. */
export const mostSeries = 12;
export const mostParts = 6;

export function offer(document: Document): Offer | null {
  const roles = document.postgres_types.map(roleOf);
  const rows = document.results;
  const of = (role: Role): number[] => roles.flatMap((each, n) => (each === role ? [n] : []));
  const [numbers, times, texts] = [of('number'), of('time'), of('text')];
  if (rows.length === 0 || numbers.length === 0) return null;
  const named = (columns: number[]): string[] => columns.map((n) => document.columns[n]!);
  const shaped = (chart: Partial<ChartDocument>): Offer => ({ chart: chartOf(chart), shape: shapeOf(roles) });

  const alone = numbers.length === document.columns.length;
  if (alone && (rows.length <= 2 && numbers.length === 1 || rows.length === 1 && numbers.length === 2)) return shaped({ type: 'number', y: named(numbers) });
  const time = times[0];
  if (time !== undefined) return offerTime(document, time, numbers, texts, shaped);
  if (texts.length >= 2 && numbers.length === 1 && distinctPairs(rows, texts[0]!, texts[1]!))
    return shaped({ type: 'heatmap', x: named(texts)[1]!, series: named(texts)[0]!, y: named(numbers) });
  const text = texts[0];
  if (text !== undefined) return offerNames(rows, text, document.columns[text]!, named(numbers), shaped);
  if (numbers.length >= 2) return offerNumbers(document, numbers, shaped);
  return null;
}

type Shaped = (chart: Partial<ChartDocument>) => Offer;

function offerTime(document: Document, time: number, numbers: number[], texts: number[], shaped: Shaped): Offer {
  const { columns, results, postgres_types } = document;
  const x = columns[time]!;
  if (distinct(results, time) === results.length) {
    const y = numbers.slice(0, mostSeries).map((n) => columns[n]!);
    return shaped({ type: results.length > manyPoints || y.length > 1 ? 'line' : 'bar', x, y });
  }
  // A moment that stands more than once belongs to as many lines; what tells them apart is a text, or a whole number.
  const whole = numbers.filter((n) => wholeTypes.test(postgres_types[n]!));
  const series = [...texts, ...whole].find((n) => distinctPairs(results, time, n));
  const y = numbers.filter((n) => n !== series).slice(0, 1).map((n) => columns[n]!);
  return shaped(series === undefined || y.length === 0 ? { type: 'table' } : { type: 'line', x, y, series: columns[series]! });
}

/** A name that stands more than once names no bar; with two numbers it is the colour of points. */
function offerNames(rows: Value[][], text: number, x: string, y: string[], shaped: Shaped): Offer {
  if (distinct(rows, text) !== rows.length) return shaped(y.length > 1 ? { type: 'scatter', x: y[0]!, y: [y[1]!], series: x } : { type: 'table' });
  if (y.length > 1) return shaped({ type: 'bar', x, y: y.slice(0, mostSeries) });
  return shaped({ type: rows.length > manyNames ? 'bar' : 'row', x, y });
}

/** Two numbers are a cloud of points, unless the first one counts up once through the rows: then it is a name. */
function offerNumbers(document: Document, numbers: number[], shaped: Shaped): Offer {
  const [first, second, third] = numbers as [number, number, number | undefined];
  const names = document.columns;
  const counts = wholeTypes.test(document.postgres_types[first]!) && distinct(document.results, first) === document.results.length;
  if (counts && document.results.length <= manyNames) return shaped({ type: 'bar', x: names[first]!, y: numbers.slice(1, 1 + mostSeries).map((n) => names[n]!) });
  const size = third === undefined ? {} : { size: names[third]! };
  return shaped({ type: 'scatter', x: names[first]!, y: [names[second]!], options: { zero: true, ...size } });
}

const shapeOf = (roles: Role[]): string => {
  const list = roles.slice(0, 4).map((role) => (role === 'other' ? 'something else' : role));
  return list.join(', ') + (roles.length > 4 ? ', …' : '');
};

const distinct = (rows: Value[][], column: number): number => new Set(rows.map((row) => keyOf(row[column]))).size;
const distinctPairs = (rows: Value[][], a: number, b: number): boolean =>
  new Set(rows.map((row) => `${keyOf(row[a])} ${keyOf(row[b])}`)).size === rows.length;

/** The kinds that a chart's columns can be drawn as; the chosen one is always among them. */
export function possibleTypes(document: Document, chart: ChartDocument): ChartType[] {
  const x = chart.x === null ? null : roleOf(document.postgres_types[document.columns.indexOf(chart.x)] ?? '');
  const types: ChartType[] = [];
  if (x !== 'text' && x !== null || chart.type === 'line' || chart.type === 'area') types.push('line', 'area');
  if (x !== null) types.push('bar', 'row');
  if (x !== null && chart.y.length === 1 && chart.series === null && document.results.length <= mostParts) types.push('pie');
  if (x === 'number' || document.postgres_types.filter((type) => roleOf(type) === 'number').length > 1) types.push('scatter');
  if (chart.series !== null) types.push('heatmap');
  if (x === null || x === 'time' || document.results.length <= 2) types.push('number');
  types.push('table');
  return types.includes(chart.type) ? types : [chart.type, ...types];
}
