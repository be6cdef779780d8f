// point_words.ts: what a point of a cloud says, in the words of its row. Pure.
import type { Scene } from './scene';

/** What a point's row says, in the words of the result. */
export function pointWords({ chart, cloud }: Scene, at: number): string {
  const point = cloud!.points[at];
  if (!point) return '';
  const { name, x, y, size } = cloud!.wordsOf(point);
  const parts = [name && (cloud!.range ? `${chart.series} ${name}` : name), `${chart.x} ${x}`, `${chart.y[0]} ${y}`, size !== null && `${chart.options.size} ${size}`];
  return parts.filter(Boolean).join(' · ');
}
