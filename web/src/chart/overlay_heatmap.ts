// overlay_heatmap.ts: below a heat map: what its steps mean, and the cell that is looked at, in words.
import { hasNumbers, legendRoom, stepsOf } from './option_heatmap';
import { type Box, type Elements, rectAt, textAt, widthOf } from './overlay_parts';
import { markOf } from './numbers';
import { longLabel, type Scene } from './scene';

export function heatmapOverlay(scene: Scene, box: Box, at: number | null): Elements {
  const { chart, data, palette, width, height } = scene;
  const steps = stepsOf(scene, hasNumbers(scene));
  if (!Number.isFinite(steps.least)) return [];
  const y = height - legendRoom / 2;
  const format = chart.format[chart.y[0] ?? ''];
  const most = textAt(palette, markOf(steps.most, format), width - 4, y, { fill: palette.ink2, align: 'right' });
  const swatches = width - 12 - widthOf(most) - steps.colours.length * 18;
  const least = textAt(palette, markOf(steps.least, format), swatches - 8, y, { fill: palette.ink2, align: 'right' });
  const elements: Elements = [most, least, ...steps.colours.map((fill, n) => rectAt({ x: swatches + n * 18, y: y - 4, width: 18, height: 8 }, { fill }))];
  const left = swatches - 24 - widthOf(least);
  if (at === null) return [...elements, textAt(palette, chart.y[0] ?? '', box.x, y, { fill: palette.ink2, width: left - box.x })];
  const [column, row] = [at % data.x.length, Math.floor(at / data.x.length)];
  const line = data.lines[row];
  if (!line) return elements;
  const cell = { x: box.x + (box.width / data.x.length) * column, y: box.y + (box.height / data.lines.length) * row, width: box.width / data.x.length, height: box.height / data.lines.length };
  const value = textAt(palette, line.words[column] ?? '–', 0, y, { bold: true });
  const name = textAt(palette, `${line.name}, ${longLabel(scene, column)}`, box.x, y, { width: left - box.x - widthOf(value) - 8 });
  value.attr('x', box.x + widthOf(name) + 8);
  return [...elements, rectAt(cell, { stroke: palette.ink, lineWidth: 2 }, 20), name, value];
}
