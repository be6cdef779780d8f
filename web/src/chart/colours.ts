// colours.ts: which line has which colour: the chart's own choice, else its place in the palette's order. Pure.
import type { ChartDocument } from './document';
import type { Palette } from './palette';

export const colourNames = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9', 'c10'] as const;

/** Places in the palette by the names of lines. */
export type Slots = Map<string, number>;

/** The token of a line's colour: "c1", or "other", which is drawn dashed. */
export function tokenOf(name: string, rest: boolean, chart: ChartDocument, slots: Slots): string {
  const chosen = chart.options.colours?.[name];
  if (colourNames.includes(chosen as (typeof colourNames)[number])) return chosen!;
  const slot = slots.get(name) ?? 0;
  return rest || slot >= colourNames.length ? 'other' : colourNames[slot]!;
}

export const colourOf = (token: string, palette: Palette): string => (token === 'other' ? palette.other : palette.series[Number(token.slice(1)) - 1]!);
