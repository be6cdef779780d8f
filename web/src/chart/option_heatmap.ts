// option_heatmap.ts: two names and a number: the more, the further from the paper. Around zero there are two directions.
// Where a cell has room, it carries its number, on a step that a text can be read on. Pure.
import { axisText, grid, names, type Option, widest } from './option_parts';
import type { Scene } from './scene';
import { extentOf } from './value_words';

export interface Steps {
  colours: string[];
  inks: string[];
  least: number;
  most: number;
}

/** The steps of a scene's numbers. The fifth of the sequence carries no text. */
export function stepsOf(scene: Scene, worded: boolean): Steps {
  const { data, palette } = scene;
  const [least, most] = extentOf(data.lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  if (least < 0 && most > 0) {
    const size = Math.max(-least, most);
    return { colours: palette.divergence, inks: palette.divergence.map((_, n) => (n === 0 || n === 6 ? palette.onAccent : palette.ink)), least: -size, most: size };
  }
  const steps = worded ? [0, 1, 2, 3, 5, 6] : [0, 1, 2, 3, 4, 5, 6];
  const inks = [palette.ink, palette.ink, palette.ink, palette.onS4, palette.ink, palette.onAccent, palette.onAccent];
  return { colours: steps.map((n) => palette.sequence[n]!), inks: steps.map((n) => inks[n]!), least, most };
}

export const stepAt = ({ colours, least, most }: Steps, value: number): number =>
  Math.min(colours.length - 1, Math.max(0, Math.floor(((value - least) / (most - least || 1)) * colours.length)));

/** Has each cell room for its number? */
export function hasNumbers({ data, width, height }: Scene): boolean {
  const longest = widest(data.lines.flatMap(({ words }) => words));
  return (width * 0.8) / data.x.length >= longest + 8 && (height - 60) / data.lines.length >= 20;
}

/** So much is left below for the legend. */
export const legendRoom = 26;

export function heatmap(scene: Scene): Option {
  const { data, palette, width } = scene;
  const worded = hasNumbers(scene);
  const steps = stepsOf(scene, worded);
  const cells = data.lines.flatMap((line, y) => line.values.flatMap((value, x) => {
    if (value === null) return [];
    const step = stepAt(steps, value);
    return [{ value: [x, y, step], ...(worded && { label: { color: steps.inks[step] } }) }];
  }));
  const axis: Option = { type: 'category', axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } };
  return {
    grid: grid({ right: 2, top: 4, bottom: legendRoom + 4 }),
    xAxis: { ...axis, data: names(scene), axisLabel: axisText(scene) },
    yAxis: { ...axis, data: data.lines.map((line) => line.name.replaceAll(/\s+/g, ' ')), inverse: true, axisLabel: { ...axisText(scene), width: Math.max(48, width * 0.25), overflow: 'truncate' } },
    visualMap: { type: 'piecewise', show: false, dimension: 2, pieces: steps.colours.map((color, value) => ({ value, color })) },
    series: [{
      type: 'heatmap', data: cells, itemStyle: { borderColor: palette.canvas, borderWidth: 1 }, emphasis: { disabled: true }, cursor: 'default',
      label: { show: worded, fontSize: 11, formatter: ({ value: [x, y] }: { value: number[] }) => data.lines[y!]!.words[x!] },
    }],
  };
}
