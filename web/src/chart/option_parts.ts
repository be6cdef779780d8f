// option_parts.ts: what several kinds of charts share: axes, and the room around the plot. Pure.
import { hasShares, isStacked, kindOf, type Scene, shortLabel } from './scene';
import { markOf } from './numbers';

export type Option = Record<string, unknown>;

export const axisText = ({ palette }: Scene): Option => ({ color: palette.ink2, fontSize: 11, hideOverlap: true });

/** How the numbers of the first line's column are written. */
const formatOf = ({ chart, data }: Scene): string => (hasShares(chart, data) ? 'percent' : chart.format[data.lines[0]?.column ?? ''] ?? '');

/** An axis of numbers. Bars and what is stacked start at zero, whatever the chart says. */
export function valueAxis(scene: Scene, length: number): Option {
  const { chart, data, palette } = scene;
  const free = chart.options.zero === false && kindOf(scene) === 'lines' && !isStacked(chart);
  return {
    type: 'value', scale: free, splitNumber: Math.max(2, Math.min(6, Math.round(length / 70))), ...(hasShares(chart, data) && { max: 1 }),
    axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...axisText(scene), formatter: (value: number) => markOf(value, formatOf(scene)) },
    splitLine: { lineStyle: { color: palette.line } },
  };
}

export const grid = (part: { left?: number; right?: number; top?: number; bottom?: number } = {}): Option => ({
  left: 0, right: 8, top: 8, bottom: 2, ...part, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel', show: false,
});

let ruler: OffscreenCanvasRenderingContext2D | null | undefined;

/** How wide a text of 11 px is, in bold; where there is no canvas, about. */
export function textWidth(text: string): number {
  if (ruler === undefined) {
    ruler = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d');
    if (ruler) ruler.font = `600 11px ${getComputedStyle(document.body).fontFamily}`;
  }
  return ruler ? ruler.measureText(text).width : [...text].length * 6.4;
}

/** Of many texts the widest, of those with the most letters. */
export function widest(texts: string[]): number {
  const most = texts.reduce((length, text) => Math.max(length, text.length), 0);
  return Math.max(0, ...texts.filter((text) => text.length >= most - 1).slice(0, 20).map(textWidth));
}

/** Room for a share behind a number. */
const shareRoom = 56;

const leader = 22;

/** Room beside the plot for names and values at the ends of lines; most of the picture stays the plot's. */
export function endRoom(scene: Scene): number {
  const { data, isTile, width } = scene;
  const longest = Math.max(0, ...data.lines.map((line) => textWidth(line.name) + (isTile ? 0 : widest(line.words) + 12 + (hasShares(scene.chart, data) ? shareRoom : 0))));
  return Math.min(width * 0.4, leader + longest + 8);
}

/** Names along an axis, as they stand there. */
export const names = (scene: Scene): string[] => scene.data.x.map((_, n) => shortLabel(scene, n).replaceAll(/\s+/g, ' '));

/** Height of the legend above bars of several lines: as many rows of names as they need. */
export function legendHeight(scene: Scene): number {
  const { data, width } = scene;
  if (data.lines.length < 2) return 0;
  let [rows, at] = [1, 0];
  data.lines.forEach((line, n) => {
    const needs = legendItem(scene, line.name, n);
    if (at > 0 && at + needs > width) [rows, at] = [rows + 1, 0];
    at += needs;
  });
  return rows * 18 + 6;
}

/** Width of one name with its swatch, and with the longest of its values, so that nothing moves when they appear. */
export function legendItem(scene: Scene, name: string, line: number): number {
  const most = scene.isTile ? 0 : widest(scene.data.lines[line]!.words) + (hasShares(scene.chart, scene.data) ? shareRoom : 0);
  return Math.min(scene.width, 16 + textWidth(name.slice(0, 40)) + (most ? most + 6 : 0) + 16);
}
