// option_scatter.ts: each row a point: two numbers say where, one may say how large, a name or a number in which colour. Pure.
import { colourOf, tokenOf } from './colours';
import { axisText, grid, type Option } from './option_parts';
import { markOf } from './numbers';
import { mostPoints } from './option_lines';
import { type Scene } from './scene';

const least = 5;

/** A small plot has small points, so that they can be told apart. */
const largestOf = (width: number): number => Math.max(10, Math.min(32, width / 24));

export function scatter(scene: Scene): Option {
  const { chart, cloud, palette, slots, height, width } = scene;
  const { points, lines, range } = cloud!;
  const sizes = points.map(({ size }) => size ?? 0);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0);
  const isSized = typeof chart.options.size === 'string' && most > 0;
  const axis = (name: string, length: number): Option => ({
    type: 'value', scale: true, name, axisLine: { show: true, onZero: false, lineStyle: { color: palette.edge } }, axisTick: { show: false }, splitNumber: Math.max(2, Math.round(length / 90)),
    axisLabel: { ...axisText(scene), formatter: (value: number) => markOf(value, chart.format[name]) }, splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.ink2, fontSize: 11 }, nameLocation: 'end', nameGap: isSized ? largestOf(width) / 2 + 2 : 8, nameTruncate: { maxWidth: 160 },
  });
  const groups = range ? [points.map((_, n) => n)] : lines.map((_, line) => points.flatMap((point, n) => (point.line === line ? [n] : [])));
  return {
    grid: grid({ top: (lines.length > 1 || range ? 46 : 30) + (isSized ? largestOf(width) / 2 : 4), right: 16, bottom: 22 }),
    xAxis: { ...axis(chart.x!, width), nameLocation: 'middle', nameGap: 26 },
    yAxis: { ...axis(chart.y[0]!, height), nameTextStyle: { color: palette.ink2, fontSize: 11, align: 'left' } },
    series: groups.map((members, line) => ({
      type: 'scatter', name: lines[line], emphasis: { disabled: true }, cursor: 'default', progressive: mostPoints, large: !isSized && !range && points.length > mostPoints, largeThreshold: mostPoints,
      symbolSize: isSized ? (value: number[]) => least + (largestOf(width) - least) * Math.sqrt(Math.max(0, value[2]!) / most) : 6,
      itemStyle: { opacity: isSized || points.length > 1000 ? 0.6 : 0.85, color: colourOf(tokenOf(lines[line] ?? '', false, chart, slots), palette) },
      data: members.map((n) => {
        const { x, y, size, share } = points[n]!;
        const value = [x, y, size ?? 0];
        return share === null ? value : { value, itemStyle: { color: shade(scene, share) } };
      }),
    })),
  };
}

/** The two faintest steps could not be told from the canvas. */
function shade({ palette }: Scene, share: number): string {
  const steps = palette.sequence.slice(2);
  return steps[Math.min(steps.length - 1, Math.floor(share * steps.length))]!;
}
