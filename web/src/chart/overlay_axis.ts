// overlay_axis.ts: around lines and bars: names and values at the lines' ends or above the bars, and at the axis the
// moment or name that is looked at.
import { type ECharts, graphic } from 'echarts/core';
import { legendItem } from './option_parts';
import { axisNow, type Box, type Elements, rectAt, spread, swatch, textAt, widthOf } from './overlay_parts';
import { lineColour, longLabel, type Scene, standsBack, wordAt } from './scene';

const lastOf = (values: (number | null)[]): number => values.findLastIndex((value) => value !== null);

const xOf = (chart: ECharts, { data }: Scene, place: number): number => chart.convertToPixel({ xAxisIndex: 0 }, data.at ? data.at[place]! : place);
const yOf = (chart: ECharts, value: number): number => chart.convertToPixel({ yAxisIndex: 0 }, value);

export function linesOverlay(chart: ECharts, scene: Scene, box: Box, at: number | null): Elements {
  const { data, palette, tops } = scene;
  const elements = endLabels(chart, scene, box, at);
  if (at === null || at >= data.x.length) return elements;
  const x = xOf(chart, scene, at);
  elements.push(new graphic.Line({ shape: { x1: x, x2: x, y1: box.y, y2: box.y + box.height }, style: { stroke: palette.ink3, lineWidth: 1, lineDash: [2, 3] }, z: 2, silent: true }));
  data.lines.forEach((_, n) => {
    const top = tops[n]![at];
    if (top === null || top === undefined) return;
    elements.push(new graphic.Circle({ shape: { cx: x, cy: yOf(chart, top), r: 3.5 }, style: { fill: lineColour(scene, n), stroke: palette.canvas, lineWidth: 1.5 }, z: 20, silent: true }));
  });
  return [...elements, ...axisNow(palette, longLabel(scene, at), x, box.y + box.height + 12, scene.width)];
}

/** Each line's name where it ends, a short line leading to it, and its value: of the place that is looked at, else the last. */
function endLabels(chart: ECharts, scene: Scene, box: Box, at: number | null): Elements {
  const { data, palette, tops, width, isTile } = scene;
  const ends = data.lines.map((line, n) => {
    const last = lastOf(tops[n]!);
    return { n, line, last, x: last < 0 ? box.x + box.width : xOf(chart, scene, last), y: last < 0 ? box.y + box.height : yOf(chart, tops[n]![last]!) };
  });
  const ys = spread(ends.map(({ y }) => y), 16, box.y + 4, box.y + box.height);
  const right = box.x + box.width;
  const nameWidths = ends.map(({ line }) => widthOf(textAt(palette, line.name, 0, 0)));
  return ends.flatMap(({ n, line, last, x, y }, order) => {
    const labelY = ys[order]!;
    const colour = standsBack(scene, n, null) ? palette.sequence[2]! : lineColour(scene, n);
    const worded = at !== null || !isTile;
    const value = worded ? textAt(palette, wordAt(scene, n, at ?? last), 0, labelY, { bold: true, width: width - right - 24 }) : null;
    const room = width - right - 22 - (value ? widthOf(value) + 6 : 0);
    const nameWidth = Math.min(nameWidths[order]!, Math.max(room, 0));
    const named = nameWidth >= Math.min(nameWidths[order]!, 24);
    value?.attr('x', right + 22 + (named ? nameWidth + 6 : 0));
    return [
      new graphic.Polyline({ shape: { points: [[x + 3, y], [Math.max(right, x) + 6, y], [right + 12, labelY], [right + 18, labelY]] }, style: { stroke: colour, lineWidth: 1, fill: 'none', ...(line.rest && { lineDash: [3, 2] }) }, z: 18, silent: true }),
      ...(named ? [textAt(palette, line.name, right + 22, labelY, { width: nameWidth + 1 })] : []),
      ...(value ? [value] : []),
    ];
  });
}

export function barsOverlay(scene: Scene, box: Box, at: number | null, lying: boolean): Elements {
  const { data, palette } = scene;
  const elements = data.lines.length > 1 ? legend(scene, at) : [];
  if (at === null || at >= data.x.length) return elements;
  const step = (lying ? box.height : box.width) / data.x.length;
  const from = (lying ? box.y : box.x) + step * at;
  elements.push(rectAt(lying ? { x: box.x, y: from, width: box.width, height: step } : { x: from, y: box.y, width: step, height: box.height }, { fill: palette.line }, -1));
  if (lying) return elements;
  const single = data.lines.length === 1 && !scene.isTile ? `${longLabel(scene, at)}   ${wordAt(scene, 0, at)}` : longLabel(scene, at);
  return [...elements, ...axisNow(palette, single, from + step / 2, box.y + box.height + 12, scene.width)];
}

/** The names of several lines of bars, above them, with their values at the place that is looked at. */
function legend(scene: Scene, at: number | null): Elements {
  const { data, palette, width } = scene;
  let [x, y] = [0, 9];
  return data.lines.flatMap((line, n) => {
    const needs = legendItem(scene, line.name, n);
    if (x > 0 && x + needs > width) [x, y] = [0, y + 18];
    const left = x;
    x += needs;
    const name = textAt(palette, line.name, left + 16, y, { fill: palette.ink2, width: Math.min(260, width - 24) });
    const value = at === null ? [] : [textAt(palette, wordAt(scene, n, at), left + 16 + Math.min(widthOf(name), needs) + 6, y, { bold: true })];
    return [swatch(left, y, lineColour(scene, n)), name, ...value];
  });
}
