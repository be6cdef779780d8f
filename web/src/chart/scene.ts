// scene.ts: all that is needed to draw a chart once: what it says, its data, the colours, its size. Pure.
import type { Value } from '../api/types';
import { colourOf, type Slots, tokenOf } from './colours';
import { type Cloud, type Drawn, notAPie } from './data';
import { type ChartDocument, keyOf } from './document';
import { shareOf } from './numbers';
import type { Palette } from './palette';
import { type TimeLabels, timeLabels } from './times';
import { wordOf } from './value_words';

/** The values of a column that are chosen; the marks of others stand back. */
export interface Chosen {
  column: string;
  values: Value[];
}

export interface Scene {
  chart: ChartDocument;
  data: Drawn;
  cloud: Cloud | null;
  palette: Palette;
  slots: Slots;
  chosen: Chosen | null;
  width: number;
  height: number;
  /** A tile is small: at rest it has names, no values. */
  isTile: boolean;
  labels: TimeLabels | null;
  /** The numbers as they are drawn: shares, where each place is a whole. */
  drawnAs: (number | null)[][];
  /** Where each of them ends, with those below it. */
  tops: (number | null)[][];
}

export type Kind = 'lines' | 'bars' | 'lying' | 'pie' | 'scatter' | 'heatmap';

/** What it is drawn as; a pie that is none is drawn as lying bars. */
export function kindOf({ chart, data }: Pick<Scene, 'chart' | 'data'>): Kind {
  switch (chart.type) {
    case 'line': case 'area': return 'lines';
    case 'row': return 'lying';
    case 'pie': return notAPie(data) ? 'lying' : 'pie';
    case 'scatter': case 'heatmap': return chart.type;
    default: return 'bars';
  }
}

export const isStacked = (chart: ChartDocument): boolean => chart.type === 'area' || (chart.stack !== false && chart.type !== 'pie');

/** A share of a whole needs a whole: no part of it is less than nothing. */
export const hasShares = (chart: ChartDocument, data: Drawn): boolean =>
  chart.stack === 'percent' && isStacked(chart) && !data.lines.some(({ values }) => values.some((value) => value !== null && value < 0));

export function sceneOf(parts: Omit<Scene, 'labels' | 'drawnAs' | 'tops'>): Scene {
  const { chart, data } = parts;
  const values = data.lines.map((line) => line.values);
  const drawnAs = hasShares(chart, data) ? sharesOf(values) : values;
  return { ...parts, labels: data.xRole === 'time' ? timeLabels(data.x) : null, drawnAs, tops: isStacked(chart) ? stacked(drawnAs) : drawnAs };
}

function sharesOf(lines: (number | null)[][]): (number | null)[][] {
  const wholes = (lines[0] ?? []).map((_, n) => lines.reduce((sum, line) => sum + (line[n] ?? 0), 0));
  return lines.map((line) => line.map((value, n) => (value === null || wholes[n] === 0 ? null : value / wholes[n]!)));
}

/** What is above zero is stacked upwards, what is below downwards. */
function stacked(lines: (number | null)[][]): (number | null)[][] {
  const places = lines[0]?.length ?? 0;
  const [above, below] = [new Array<number>(places).fill(0), new Array<number>(places).fill(0)];
  return lines.map((line) => line.map((value, n) => {
    if (value === null) return null;
    const side = value < 0 ? below : above;
    return (side[n]! += value);
  }));
}

export const shortLabel = ({ labels, data }: Scene, n: number): string => (labels ? labels.short(data.x[n]!) : wordOf(data.x[n]));
export const longLabel = ({ labels, data }: Scene, n: number): string => (labels ? labels.long(data.x[n]!) : wordOf(data.x[n]));

export const lineColour = ({ chart, data, slots, palette }: Scene, n: number): string => {
  const line = data.lines[n]!;
  return colourOf(tokenOf(line.name, line.rest, chart, slots), palette);
};

/** What a line says at a place: the number as it is written, and its share. */
export function wordAt({ chart, data, drawnAs }: Scene, line: number, place: number): string {
  const word = data.lines[line]!.words[place] ?? '–';
  const share = drawnAs[line]![place];
  return hasShares(chart, data) && share !== null && share !== undefined ? `${word} · ${shareOf(share)}` : word;
}

const isChosen = (chosen: Chosen, value: Value | undefined): boolean => chosen.values.some((each) => wordOf(each) === wordOf(value) || keyOf(each) === keyOf(value));

/** Does the mark stand back, as others of its column are chosen? */
export function standsBack({ chart, chosen, data }: Scene, line: number, place: number | null): boolean {
  if (!chosen) return false;
  if (chosen.column === chart.x && place !== null) return !isChosen(chosen, data.x[place]);
  return chosen.column === chart.series && !isChosen(chosen, data.lines[line]?.value);
}
