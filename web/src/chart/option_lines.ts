// option_lines.ts: lines and stacked areas over moments, numbers or names. Above so many points they are drawn through a
// sample; a missing number is a gap. Pure.
import { axisText, endRoom, grid, names, type Option, valueAxis } from './option_parts';
import { lttb } from './sample';
import { isStacked, lineColour, type Scene, standsBack } from './scene';

/** Above this many points, of all lines together, a sample is drawn, and the page says so. */
export const mostPoints = 5000;

export const pointsOf = ({ data }: Pick<Scene, 'data'>): number => data.x.length * data.lines.length;

export function lines(scene: Scene): Option {
  const { data, height } = scene;
  const samples = sampled(scene);
  return {
    grid: grid({ right: endRoom(scene) }),
    xAxis: data.at ? scaleAxis(scene) : nameAxis(scene),
    yAxis: valueAxis(scene, height),
    series: data.lines.map((_, n) => lineOf(scene, n, samples[n]!)),
  };
}

function nameAxis(scene: Scene): Option {
  return { type: 'category', data: names(scene), boundaryGap: false, axisLine: { lineStyle: { color: scene.palette.edge }, onZero: true }, axisTick: { show: false }, axisLabel: axisText(scene) };
}

/** Few places have their marks at themselves; many have them where the axis divides well. */
const mostMarks = 120;

function scaleAxis(scene: Scene): Option {
  const { data, labels, palette } = scene;
  const at = data.at!;
  const isTime = labels !== null;
  const marks = isTime && isEven(at) ? thinned(scene, at) : null;
  return {
    type: isTime ? 'time' : 'value', min: at[0], max: at.at(-1), ...(!isTime && { scale: true }),
    axisLine: { show: true, lineStyle: { color: palette.edge }, onZero: true }, axisTick: { show: false }, splitLine: { show: false }, minorTick: { show: false },
    axisLabel: { ...axisText(scene), showMinLabel: null, ...(isTime && { formatter: (moment: number) => labels.at(moment) }), ...(marks && { customValues: marks }) },
  };
}

/** Days, weeks, months: steps of about one length. */
function isEven(at: number[]): boolean {
  if (at.length < 2 || at.length > mostMarks) return at.length === 1;
  const steps = at.slice(1).map((moment, n) => moment - at[n]!);
  return Math.max(...steps) <= 1.2 * Math.min(...steps);
}

/** As many marks as have room, at every so many-th place. */
function thinned({ width }: Scene, at: number[]): number[] {
  const step = Math.ceil(at.length / Math.max(2, Math.floor(width / 72)));
  return at.filter((_, n) => n % step === 0);
}

/** Which places each line is drawn through; lines that are stacked need the same ones. */
function sampled(scene: Scene): number[][] {
  const { data, chart, drawnAs, tops } = scene;
  const all = data.x.map((_, n) => n);
  if (pointsOf(scene) <= mostPoints) return data.lines.map(() => all);
  const x = data.at ?? all;
  const most = Math.floor(mostPoints / data.lines.length);
  if (!isStacked(chart)) return drawnAs.map((values) => lttb(x, values, most));
  const together = [...new Set(tops.flatMap((values) => lttb(x, values, Math.max(3, Math.floor(most / data.lines.length)))))].sort((a, b) => a - b);
  return data.lines.map(() => together);
}

/** Pairs of place and number; where a number is missing between two chosen ones, so is the line. */
function pairs(values: (number | null)[], chosen: number[], x: (n: number) => number): [number, number | null][] {
  const list: [number, number | null][] = [];
  let last = -1;
  for (const n of chosen) {
    const gap = last < 0 ? -1 : values.indexOf(null, last + 1);
    if (gap >= 0 && gap < n) list.push([x(gap), null]);
    list.push([x(n), values[n]!]);
    last = n;
  }
  return list;
}

function lineOf(scene: Scene, n: number, chosen: number[]): Option {
  const { chart, data, drawnAs, palette } = scene;
  const line = data.lines[n]!;
  const points = pairs(drawnAs[n]!, chosen, (place) => (data.at ? data.at[place]! : place));
  const back = standsBack(scene, n, null);
  const colour = back ? palette.sequence[2]! : lineColour(scene, n);
  const isAlone = (at: number): boolean => points[at]?.[1] !== null && (points[at - 1]?.[1] ?? null) === null && (points[at + 1]?.[1] ?? null) === null;
  return {
    type: 'line', name: line.name, data: points, silent: true, connectNulls: false, color: colour, z: back ? 2 : 3 + (data.lines.length - n) / 100,
    lineStyle: { width: 2, ...(line.rest && { type: [6, 4] }) }, showSymbol: true, symbol: 'circle', emphasis: { disabled: true },
    symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (isAlone(dataIndex) ? 5 : 0),
    ...(isStacked(chart) && { stack: 'all', areaStyle: { opacity: 0.28 } }),
  };
}
