// document.ts: how a chart is kept: pure data, columns by name, so that it outlives a change of the query. Saved queries
// and tiles carry it as it is; what this version does not know stays in it. Pure.
import type { Document, Value } from '../api/types';
import { roleOf } from '../lib/column_role';

export const chartTypes = ['number', 'line', 'area', 'bar', 'row', 'pie', 'scatter', 'heatmap', 'table'] as const;
export type ChartType = (typeof chartTypes)[number];

/** false: beside each other; true: on each other; percent: each place is a whole. */
export type Stack = boolean | 'percent';

export interface ChartOptions {
  /** Does the axis of a line start at zero? Bars always do. */
  zero?: boolean;
  /** Order of the names along the axis; without it, the query's. */
  sort?: 'down' | 'up' | 'name';
  /** The numbers are counts or sums: what is beyond the most that can be told apart adds up to "other". */
  additive?: boolean;
  /** Colours by the names of lines: "c1" to "c10". */
  colours?: { [line: string]: string };
  /** The column that a point's size shows. */
  size?: string | null;
  [later: string]: unknown;
}

export interface ChartDocument {
  type: ChartType;
  x: string | null;
  y: string[];
  series: string | null;
  stack: Stack;
  /** How a column's numbers are written: see numbers.ts. */
  format: { [column: string]: string };
  options: ChartOptions;
  [later: string]: unknown;
}

export const chartOf = (part: Partial<ChartDocument>): ChartDocument => ({
  type: 'bar', x: null, y: [], series: null, stack: false, format: {}, options: { zero: true }, ...part,
});

export type Read =
  | { chart: ChartDocument; later: string | null }
  /** What is there is of no kind that this version can draw. */
  | { chart: null; later: string };

const known = new Set(['type', 'x', 'y', 'series', 'stack', 'format', 'options']);

/** What a stored chart says to this version; null if there is none. `later` names what it does not know. */
export function readChart(stored: unknown): Read | null {
  if (stored === null || stored === undefined || isObject(stored) && Object.keys(stored).length === 0) return null;
  if (!isObject(stored)) return { chart: null, later: typeof stored };
  const { type } = stored;
  if (!chartTypes.includes(type as ChartType)) return { chart: null, later: String(type) };
  const chart = { ...chartOf({}), ...stored } as ChartDocument;
  const odd = oddPart(chart) ?? Object.keys(stored).find((key) => !known.has(key)) ?? null;
  return oddPart(chart) ? { chart: null, later: odd! } : { chart, later: odd };
}

const isObject = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown): boolean => value === null || typeof value === 'string';

/** The first of the known keys whose value is none that this version knows. */
function oddPart({ x, y, series, stack, format, options }: ChartDocument): string | null {
  if (!isName(x)) return 'x';
  if (!Array.isArray(y) || !y.every((name) => typeof name === 'string')) return 'y';
  if (!isName(series)) return 'series';
  if (typeof stack !== 'boolean' && stack !== 'percent') return 'stack';
  if (!isObject(format)) return 'format';
  return isObject(options) ? null : 'options';
}

export type Place = 'x' | 'y' | 'series' | 'size';

export interface Missing {
  place: Place;
  name: string;
  /** gone: the result has no such column; number: it has, and it is no number. */
  why: 'gone' | 'number';
}

/** The columns that the chart has a place for and the result does not: they keep their place, and are told. */
export function missingColumns(document: Document, chart: ChartDocument): Missing[] {
  const missing: Missing[] = [];
  const look = (place: Place, name: string | null | undefined, number: boolean): void => {
    if (name === null || name === undefined) return;
    const at = document.columns.indexOf(name);
    if (at < 0) missing.push({ place, name, why: 'gone' });
    else if (number && roleOf(document.postgres_types[at]!) !== 'number') missing.push({ place, name, why: 'number' });
  };
  if (chart.type === 'table') return missing;
  look('x', chart.x, chart.type === 'scatter');
  for (const name of chart.y) look('y', name, true);
  if (chart.type !== 'number' && chart.type !== 'pie') look('series', chart.series, false);
  if (chart.type === 'scatter') look('size', chart.options.size, true);
  return missing;
}

/** Can anything be drawn without the missing ones? Another number may be there; a place along the axis may not be lacking. */
export const canDraw = (chart: ChartDocument, missing: Missing[]): boolean =>
  chart.y.length > missing.filter(({ place }) => place === 'y').length && !missing.some(({ place }) => place === 'x' || place === 'series');

/** A name by which a value of the result is found again. */
export const keyOf = (value: Value | undefined): string => JSON.stringify(value ?? null);
