// data.ts: rows become what is drawn: places along the axis, and lines over them, in the order of the query. Nothing is
// invented; only where the chart says that its numbers add up are those beyond the most lines added, exactly. Pure.
import type { Document, Value } from '../api/types';
import { roleOf } from '../lib/column_role';
import { add } from '../lib/decimal';
import { type ChartDocument, keyOf } from './document';
import { written } from './numbers';
import { mostParts, mostSeries } from './offer';
import { momentsOf } from './times';
import { extentOf, noValue, numberOf, wordOf } from './value_words';

export interface Line {
  name: string;
  /** What its rows have in the series' column; undefined: the line is a column of its own, or the rest. */
  value?: Value;
  /** Its column of numbers. */
  column: string;
  values: (number | null)[];
  /** The same as they are written. */
  words: string[];
  /** The sum of what is beyond the most lines. */
  rest: boolean;
}

export interface Drawn {
  /** Places along the axis, as the result has them. */
  x: Value[];
  xRole: 'number' | 'time' | 'text' | 'other';
  /** Where they stand on an axis of moments or numbers, upwards; null: they are names, one after the other. */
  at: number[] | null;
  lines: Line[];
  /** Rows that are not drawn as there are too many lines. */
  left: number;
  /** Rows whose point another row has, too: the last one is drawn. */
  hidden: number;
}

interface Columns {
  x: number;
  series: number;
  ys: number[];
}

function columnsOf(document: Document, chart: ChartDocument): Columns {
  const column = (name: string | null): number => (name === null ? -1 : document.columns.indexOf(name));
  const isNumber = (n: number): boolean => n >= 0 && roleOf(document.postgres_types[n]!) === 'number';
  return { x: column(chart.x), series: chart.type === 'pie' ? -1 : column(chart.series), ys: chart.y.map(column).filter(isNumber) };
}

/** A line as it is gathered: its printed values by place. */
interface Raw {
  name: string;
  value?: Value;
  column: string;
  cells: Map<number, Value>;
  rest: boolean;
}

export function drawn(document: Document, chart: ChartDocument): Drawn {
  const columns = columnsOf(document, chart);
  const { x, lines, left, hidden } = gathered(document, chart, columns);
  const xRole = columns.x < 0 ? 'text' : roleOf(document.postgres_types[columns.x]!);
  const order = orderOf(x, xRole, lines, chart);
  const inOrder = order.map((n) => x[n]!);
  return {
    x: inOrder, xRole, left, hidden, at: placesOf(inOrder, xRole, chart),
    lines: lines.map(({ cells, ...line }) => {
      const values = order.map((n) => cells.get(n));
      return { ...line, values: values.map(numberOf), words: values.map((value) => (value === undefined ? noValue : written(wordOf(value), chart.format[line.column]))) };
    }),
  };
}

/** A heat map has a row for each name, as rows need no colour to be told apart. */
const linesOf = (chart: ChartDocument): number => (chart.type === 'heatmap' ? 500 : mostSeries);

function gathered(document: Document, chart: ChartDocument, { x, series, ys }: Columns) {
  const places = new Map<string, number>();
  const values: Value[] = [];
  const lines = new Map<string, Raw>();
  const names = namesOf(document, { x, series, ys });
  const rest = names.size > linesOf(chart) && chart.options.additive === true;
  const kept = new Set([...names].slice(0, linesOf(chart) - (rest ? 1 : 0)));
  let [left, hidden] = [0, 0];
  document.results.forEach((row, n) => {
    const key = x < 0 ? String(n) : keyOf(row[x]);
    if (!places.has(key)) {
      places.set(key, values.length);
      values.push(x < 0 ? n + 1 : row[x]!);
    }
    const at = places.get(key)!;
    for (const y of ys) {
      const name = nameOf(document, row, series, y, ys.length);
      const isRest = !kept.has(name);
      if (isRest && !rest) { left++; continue; }
      const line = lineOf(lines, isRest ? null : name, row, series, document.columns[y]!);
      if (isRest) addTo(line, at, row[y]!);
      else {
        if (line.cells.has(at)) hidden++;
        line.cells.set(at, row[y]!);
      }
    }
  });
  return { x: values, lines: [...lines.values()], left, hidden };
}

function namesOf(document: Document, { series, ys }: Columns): Set<string> {
  const names = new Set<string>();
  for (const row of document.results) for (const y of ys) names.add(nameOf(document, row, series, y, ys.length));
  return names;
}

/** A number alone would stand beside its value like another one: "store_id 1". */
const seriesName = (document: Document, row: Value[], series: number): string =>
  roleOf(document.postgres_types[series]!) === 'number' ? `${document.columns[series]} ${wordOf(row[series])}` : wordOf(row[series]);

const nameOf = (document: Document, row: Value[], series: number, y: number, several: number): string =>
  series < 0 ? document.columns[y]! : several > 1 ? `${seriesName(document, row, series)} · ${document.columns[y]!}` : seriesName(document, row, series);

export const restName = 'other';

function lineOf(lines: Map<string, Raw>, name: string | null, row: Value[], series: number, column: string): Raw {
  const key = name === null ? 'rest' : `line ${name}`;
  let line = lines.get(key);
  if (!line) {
    line = { name: name ?? restName, ...(series >= 0 && name !== null && { value: row[series]! }), column, cells: new Map(), rest: name === null };
    lines.set(key, line);
  }
  return line;
}

function addTo(line: Raw, at: number, value: Value): void {
  const before = line.cells.get(at);
  if (before === undefined || before === null) line.cells.set(at, value);
  else if (value !== null) line.cells.set(at, add(String(before), String(value)) ?? 'NaN');
}

/** Names may be sorted by their first number; moments and numbers stand in their own order. */
function orderOf(x: Value[], role: string, lines: Raw[], chart: ChartDocument): number[] {
  const order = x.map((_, n) => n);
  const { sort } = chart.options;
  if (isScale(role, chart)) {
    const at = placesIn(x, role);
    if (at) return order.sort((a, b) => at[a]! - at[b]!);
  }
  if (sort === 'name') return order.sort((a, b) => wordOf(x[a]).localeCompare(wordOf(x[b]), 'en', { numeric: true }));
  if (sort !== 'down' && sort !== 'up') return order;
  const size = (n: number): number => numberOf(lines[0]?.cells.get(n)) ?? -Infinity;
  return order.sort((a, b) => (sort === 'down' ? size(b) - size(a) : size(a) - size(b)) || a - b);
}

const placesIn = (x: Value[], role: string): number[] | null => {
  if (role === 'time') return momentsOf(x);
  const numbers = x.map(numberOf);
  return numbers.some((number) => number === null) ? null : numbers as number[];
};

/** Lines stand where their moments and numbers are, with the gaps between them; bars stand side by side. */
const isScale = (role: string, chart: ChartDocument): boolean => (chart.type === 'line' || chart.type === 'area') && (role === 'time' || role === 'number');

const placesOf = (x: Value[], role: string, chart: ChartDocument): number[] | null => (isScale(role, chart) ? placesIn(x, role) : null);

/** Why a result cannot be a pie: the parts of a whole are few, and none is less than nothing. */
export function notAPie(data: Drawn): 'many' | 'negative' | null {
  if (data.x.length > mostParts) return 'many';
  return data.lines[0]?.values.some((value) => value !== null && value < 0) ? 'negative' : null;
}

export interface Point {
  x: number;
  y: number;
  size: number | null;
  /** Its line, or where it is between the least and the greatest of a column of numbers, 0 to 1. */
  line: number;
  share: number | null;
  row: number;
}

export interface Cloud {
  points: Point[];
  lines: string[];
  /** The least and the greatest number that colours stand for. */
  range: [number, number] | null;
  /** Rows that lack a number, or whose name is beyond the most. */
  left: number;
  /** Each point's name and numbers as they are written. */
  wordsOf: (point: Point) => { name: string; x: string; y: string; size: string | null };
}

/** Each row is a point; two numbers say where, others how large and which colour. */
export function cloudOf(document: Document, chart: ChartDocument): Cloud {
  const column = (name: string | null | undefined): number => (name === null || name === undefined ? -1 : document.columns.indexOf(name));
  const [x, y, size, colour] = [column(chart.x), column(chart.y[0]), column(chart.options.size), column(chart.series)];
  const isScaled = colour >= 0 && roleOf(document.postgres_types[colour]!) === 'number';
  const shades = isScaled ? document.results.map((row) => numberOf(row[colour])).filter((value) => value !== null) : [];
  const range: [number, number] | null = shades.length > 0 ? extentOf(shades) : null;
  const lines = new Map<string, number>();
  const points: Point[] = [];
  document.results.forEach((row, n) => {
    const name = colour < 0 || isScaled ? '' : wordOf(row[colour]);
    if (!lines.has(name) && lines.size < mostSeries) lines.set(name, lines.size);
    const line = lines.get(name);
    const [px, py, shade] = [numberOf(row[x]), numberOf(row[y]), range ? numberOf(row[colour]) : null];
    if (px === null || py === null || line === undefined || (range && shade === null)) return;
    points.push({ x: px, y: py, size: size < 0 ? null : numberOf(row[size]), line, share: range ? (shade! - range[0]) / (range[1] - range[0] || 1) : null, row: n });
  });
  const word = (point: Point, at: number): string => written(wordOf(document.results[point.row]![at]), chart.format[document.columns[at]!]);
  return {
    points, lines: [...lines.keys()], range, left: document.results.length - points.length,
    wordsOf: (point) => ({ name: colour < 0 ? '' : word(point, colour), x: word(point, x), y: word(point, y), size: size < 0 ? null : word(point, size) }),
  };
}
