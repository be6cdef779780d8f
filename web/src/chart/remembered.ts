// remembered.ts: a name that once had a colour keeps it while it comes and goes, as a filter changes, for as long as the
// chart is of the same columns. Pure.
import { colourNames, type Slots } from './colours';
import type { ChartDocument } from './document';
import { type Scene, shortLabel } from './scene';

export interface Remembered {
  /** The columns whose names have the places. */
  of: string;
  slots: Slots;
}

/** The places that the chart remembers; of other columns it knows none. */
export function slotsFor(remembered: Remembered, { type, x, y, series }: ChartDocument): Slots {
  const of = JSON.stringify(type === 'pie' ? ['pie', x] : [type === 'scatter', series, series === null ? y : null]);
  if (remembered.of !== of) Object.assign(remembered, { of, slots: new Map() });
  return remembered.slots;
}

/** The names that have a colour each. */
export function colouredNames(scene: Scene): string[] {
  const { chart, data, cloud } = scene;
  if (chart.type === 'heatmap') return [];
  if (chart.type === 'pie') return data.x.map((_, n) => shortLabel(scene, n));
  return cloud ? cloud.lines : data.lines.filter(({ rest }) => !rest).map(({ name }) => name);
}

/** Gives each name a place that no other shown name has. `slots` is what the chart remembers. */
export function assignSlots(slots: Slots, names: string[]): void {
  const shown = new Set(names.flatMap((name) => slots.get(name) ?? []));
  const known = new Set(slots.values());
  for (const name of names) {
    if (slots.has(name)) continue;
    const free = (taken: Set<number>): number => { let n = 0; while (taken.has(n)) n++; return n; };
    const never = free(known);
    const slot = never < colourNames.length ? never : free(shown);
    slots.set(name, slot);
    shown.add(slot);
    known.add(slot);
  }
}
