// places.ts: the places of a chart that one can look at: how arrows move over them, what each says, and which values of
// the result it stands for. Pure.
import type { Value } from '../api/types';
import type { Drawn } from './data';
import type { ChartDocument } from './document';
import { pointWords } from './point_words';
import { kindOf, longLabel, type Scene, wordAt } from './scene';
import { words } from './words';

/** A value of a column that a mark stands for. */
export interface Picked {
  column: string;
  value: Value;
}

const steps: { [key: string]: [number, number] } = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Where a key leads; undefined: it is no key of a chart. */
export function moved(scene: Scene, at: number | null, key: string): number | undefined {
  const { data, cloud } = scene;
  const kind = kindOf(scene);
  const count = kind === 'scatter' ? cloud!.points.length : kind === 'heatmap' ? data.x.length * data.lines.length : data.x.length;
  if (count === 0) return undefined;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const [across, down] = steps[key] ?? [0, 0];
  if (!across && !down) return undefined;
  if (at === null) return across + down > 0 ? 0 : count - 1;
  if (kind === 'heatmap') return inGrid(at, across, down, data.x.length, data.lines.length);
  const step = kind === 'lying' ? across || down : across;
  return step ? Math.max(0, Math.min(count - 1, at + step)) : undefined;
}

function inGrid(at: number, across: number, down: number, columns: number, rows: number): number {
  const column = Math.max(0, Math.min(columns - 1, (at % columns) + across));
  const row = Math.max(0, Math.min(rows - 1, Math.floor(at / columns) + down));
  return row * columns + column;
}

/** What a place says, to be read out. */
export function spoken(scene: Scene, at: number): string {
  const { data } = scene;
  switch (kindOf(scene)) {
    case 'scatter': return pointWords(scene, at);
    case 'heatmap': {
      const [column, row] = [at % data.x.length, Math.floor(at / data.x.length)];
      return words.value_at(`${data.lines[row]?.name}, ${longLabel(scene, column)}`, [data.lines[row]?.words[column] ?? '']);
    }
    default: return at < data.x.length ? words.value_at(longLabel(scene, at), data.lines.map((line, n) => (data.lines.length > 1 ? `${line.name} ${wordAt(scene, n, at)}` : wordAt(scene, n, at)))) : '';
  }
}

/** The values of the result that a place stands for; `line` is the one that was pointed at. */
export function pickedAt(scene: Scene, at: number, line: number | null): Picked[] {
  const { chart, data, cloud } = scene;
  const kind = kindOf(scene);
  if (kind === 'scatter') {
    const point = cloud!.points[at];
    return point && chart.series !== null && !cloud!.range ? [{ column: chart.series, value: cloud!.wordsOf(point).name }] : [];
  }
  const [place, row] = kind === 'heatmap' ? [at % data.x.length, Math.floor(at / data.x.length)] : [at, line];
  const picked: Picked[] = chart.x === null || place >= data.x.length ? [] : [{ column: chart.x, value: data.x[place]! }];
  const value = row === null ? undefined : data.lines[row]?.value;
  return chart.series === null || value === undefined ? picked : [...picked, { column: chart.series, value }];
}

/** What the chart is, for those who do not see it. */
export const summaryOf = (chart: ChartDocument, data: Drawn): string =>
  words.summary(words.types[chart.type]!, data.x.length, data.lines.slice(0, 12).map(({ name }) => name));
