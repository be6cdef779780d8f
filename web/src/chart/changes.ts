// changes.ts: what a change of the settings makes of a chart. Whatever is not changed stays, also what this version does
// not know. Pure.
import type { Document } from '../api/types';
import { type Role, roleOf } from '../lib/column_role';
import { type ChartDocument, chartOf, type ChartOptions, type ChartType, type Stack } from './document';

export const changed = (chart: ChartDocument, part: Partial<ChartDocument>): ChartDocument => ({ ...chart, ...part });

export const withOptions = (chart: ChartDocument, part: Partial<ChartOptions>): ChartDocument => ({ ...chart, options: { ...chart.options, ...part } });

/** The format of all its numbers. */
export const withFormat = (chart: ChartDocument, format: string): ChartDocument =>
  ({ ...chart, format: { ...chart.format, ...Object.fromEntries(chart.y.map((column) => [column, format])) } });

/** One of its numbers is another column; '' takes it off. */
export function withNumber(chart: ChartDocument, at: number, column: string): ChartDocument {
  const y = chart.y.map((each, n) => (n === at ? column : each));
  if (at >= chart.y.length) y.push(column);
  return { ...chart, y: [...new Set(y.filter(Boolean))] };
}

export function withColour(chart: ChartDocument, line: string, colour: string): ChartDocument {
  const colours = { ...chart.options.colours, [line]: colour };
  if (!colour) delete colours[line];
  return withOptions(chart, { colours });
}

export const withStack = (chart: ChartDocument, stack: Stack): ChartDocument =>
  ({ ...chart, stack, ...(chart.type === 'area' && stack === false && { type: 'line' as const }), ...(chart.type === 'line' && stack !== false && { type: 'area' as const }) });

/** Another kind of chart of the same columns; what it needs besides is taken from the result. */
export function withType(document: Document, chart: ChartDocument | null, type: ChartType): ChartDocument {
  const next = { ...(chart ?? chartOf({})), type };
  if (type === 'table') return next;
  const first = (roles: Role[], not: (string | null)[]): string | null =>
    document.columns.find((name, n) => roles.includes(roleOf(document.postgres_types[n]!)) && !not.includes(name)) ?? null;
  const y = next.y.length > 0 ? next.y : [first(['number'], [next.x, next.series])].filter((name) => name !== null);
  if (type === 'number') return { ...next, y };
  const x = next.x ?? first(['time'], y) ?? first(['text', 'other'], y) ?? first(['number'], y);
  if (type === 'scatter' && roleOf(document.postgres_types[document.columns.indexOf(x ?? '')] ?? '') !== 'number') {
    const up = y[1] ?? first(['number'], y);
    return up === null ? next : { ...next, x: y[0] ?? null, y: [up], series: next.series ?? x };
  }
  if (type === 'line' && next.stack !== false) return { ...next, x, y, type: 'area' };
  if (type === 'heatmap' && next.series === null) return { ...next, x, y: y.slice(0, 1), series: first(['text', 'time', 'number', 'other'], [x, ...y]) };
  return { ...next, x, y };
}
