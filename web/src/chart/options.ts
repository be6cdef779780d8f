// options.ts: what is drawn, as ECharts wants it. Colours come from the page's tokens; names and values stand at the ends
// of lines and bars, so that no box lies over the data.
import { count } from '../lib/format';
import { type Drawn, timeLabels, wordOf } from './data';
import type { ChartChoice } from './offer';

/** The tokens, as colours that a canvas knows. */
export interface Palette {
  ink: string; ink2: string; ink3: string; canvas: string; line: string; edge: string; sans: string;
  series: string[];
  sequence: string[];
}

/** Above this many points a line is drawn through a sample of them, and the page says so. */
export const mostPoints = 5000;

type Option = Record<string, unknown>;

export function optionOf(choice: ChartChoice, data: Drawn, palette: Palette, at: number | null): Option {
  const base: Option = {
    animation: false, color: palette.series, backgroundColor: 'transparent',
    textStyle: { fontFamily: palette.sans, fontSize: 11, color: palette.ink2 },
    aria: { enabled: true },
  };
  if (choice.type === 'pie') return { ...base, ...pie(data, palette) };
  if (choice.type === 'scatter') return { ...base, ...scatter(choice, data, palette) };
  if (choice.type === 'heatmap') return { ...base, ...heatmap(data, palette) };
  return { ...base, ...along(choice, data, palette, at) };
}

const labelOf = (data: Drawn): { short: (n: number) => string; long: (n: number) => string } => {
  const times = data.xIsTime ? timeLabels(data.x) : null;
  return {
    short: (n) => (times ? times.short(data.x[n]!) : wordOf(data.x[n])),
    long: (n) => (times ? times.long(data.x[n]!) : wordOf(data.x[n])),
  };
};

const axisText = (palette: Palette): Option => ({ color: palette.ink2, fontSize: 11, hideOverlap: true });

function valueAxis(choice: ChartChoice, palette: Palette): Option {
  return {
    type: 'value', scale: !choice.options.zero && choice.type !== 'bar' && choice.type !== 'row',
    axisLine: { show: false }, axisTick: { show: false }, axisLabel: { ...axisText(palette), formatter: (value: number) => count(value) },
    splitLine: { lineStyle: { color: palette.line } }, splitNumber: 5,
  };
}

function along(choice: ChartChoice, data: Drawn, palette: Palette, at: number | null): Option {
  const label = labelOf(data);
  const lying = choice.type === 'row';
  const names: Option = {
    type: 'category', data: data.x.map((_, n) => label.short(n)), boundaryGap: choice.type === 'bar' || lying, inverse: lying,
    axisLine: { lineStyle: { color: palette.edge }, onZero: true }, axisTick: { show: false }, axisLabel: lying ? { ...axisText(palette), width: 160, overflow: 'truncate' } : axisText(palette),
    axisPointer: lying ? { show: false } : {
      show: true, type: choice.type === 'bar' ? 'shadow' : 'line', lineStyle: { color: palette.ink3, type: [2, 3] }, shadowStyle: { color: palette.line, opacity: 0.5 },
      label: { show: true, backgroundColor: palette.ink, color: palette.canvas, fontWeight: 500, padding: [3, 8], borderRadius: 2, shadowBlur: 0, formatter: ({ seriesData, value }: { seriesData?: { dataIndex: number }[]; value: unknown }) => (at !== null ? label.long(at) : seriesData?.[0] ? label.long(seriesData[0].dataIndex) : String(value)) },
      ...(at === null ? { value: undefined, status: 'hide' } : { value: at, status: 'show' }),
    },
  };
  const values = valueAxis(choice, palette);
  return {
    grid: { left: 8, right: lying ? 72 : endRoom(choice, data), top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    ...(lying ? { xAxis: { ...values, show: false }, yAxis: names } : { xAxis: names, yAxis: values }),
    series: data.lines.map((line, n) => (choice.type === 'line' || choice.type === 'area' ? lineOf(choice, data, line, palette, at, n) : barOf(choice, data, line, palette, at))),
    ...((choice.type === 'bar' || lying) && data.lines.length > 1 && { legend: { top: 0, left: 0, icon: 'rect', itemWidth: 10, itemHeight: 10, textStyle: { color: palette.ink2, fontSize: 12 } }, grid: { left: 8, right: 16, top: 36, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' } }),
  };
}

/** Room on the right for the longest name and value at a line's end. */
function endRoom(choice: ChartChoice, data: Drawn): number {
  if (choice.type === 'bar') return 16;
  const longest = Math.max(...data.lines.map((line) => line.name.length + line.words.reduce((most, word) => Math.max(most, word.length), 0)));
  return Math.min(240, 36 + longest * 6.4);
}

type Line = Drawn['lines'][number];

function lineOf(choice: ChartChoice, data: Drawn, line: Line, palette: Palette, at: number | null, n: number): Option {
  const last = line.values.findLastIndex((value) => value !== null);
  const word = line.words[at ?? last] ?? '–';
  return {
    type: 'line', name: line.name, data: line.values, showSymbol: at !== null, connectNulls: false, lineStyle: { width: 2 },
    symbol: 'circle', symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) => (dataIndex === at ? 7 : 0),
    ...(data.x.length > mostPoints && { sampling: 'lttb' }),
    ...(choice.type === 'area' && { areaStyle: { opacity: 0.25 }, stack: 'all' }), ...(choice.stack && { stack: 'all' }),
    labelLayout: { moveOverlap: 'shiftY' }, emphasis: { disabled: true },
    endLabel: { show: true, formatter: `{n|${clean(line.name)}}  {v|${clean(word)}}`, rich: { n: { color: palette.ink2, fontSize: 11 }, v: { color: palette.ink, fontSize: 11, fontWeight: 600 } }, distance: 8, lineHeight: 16 },
    z: 10 - n / 100,
  };
}

/** Rich text has signs of its own. */
const clean = (name: string): string => name.replaceAll(/[{}|]/g, ' ').slice(0, 28);

function barOf(choice: ChartChoice, data: Drawn, line: Line, palette: Palette, at: number | null): Option {
  const alone = data.lines.length === 1;
  const lying = choice.type === 'row';
  const few = alone && (lying || data.x.length <= 24);
  return {
    type: 'bar', name: line.name, barMaxWidth: lying ? 24 : 56, barCategoryGap: '20%', emphasis: { disabled: true },
    data: line.values.map((value, n) => ({ value, ...(at !== null && n !== at && alone && { itemStyle: { color: palette.sequence[2] } }) })),
    ...(choice.stack && { stack: 'all' }),
    label: { show: few, position: lying ? 'right' : 'top', color: palette.ink, fontSize: 11, formatter: ({ dataIndex }: { dataIndex: number }) => line.words[dataIndex] },
  };
}

function pie(data: Drawn, palette: Palette): Option {
  const values = data.lines[0]?.values ?? [];
  return {
    series: [{
      type: 'pie', radius: [0, '72%'], itemStyle: { borderColor: palette.canvas, borderWidth: 1 }, emphasis: { disabled: true },
      label: { color: palette.ink, fontSize: 11, formatter: ({ dataIndex }: { dataIndex: number }) => `${wordOf(data.x[dataIndex])}  ${data.lines[0]?.words[dataIndex]}` },
      labelLine: { lineStyle: { color: palette.edge } }, data: values.map((value, n) => ({ value, name: wordOf(data.x[n]) })),
    }],
  };
}

function scatter(choice: ChartChoice, data: Drawn, palette: Palette): Option {
  return {
    grid: { left: 8, right: 24, top: 12, bottom: 24, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { renderMode: 'richText', backgroundColor: palette.ink, borderWidth: 0, textStyle: { color: palette.canvas, fontSize: 11 }, formatter: ({ dataIndex, seriesIndex }: { dataIndex: number; seriesIndex: number }) => `${choice.x} ${wordOf(data.x[dataIndex])}\n${choice.y[0]} ${data.lines[seriesIndex]!.words[dataIndex]}` },
    xAxis: { ...valueAxis(choice, palette), scale: true, name: choice.x, nameLocation: 'middle', nameGap: 24, axisLine: { show: true, lineStyle: { color: palette.edge } } },
    yAxis: { ...valueAxis(choice, palette), scale: true },
    series: data.lines.map((line) => ({ type: 'scatter', name: line.name, symbolSize: 6, large: data.x.length > mostPoints, data: line.values.map((value, n) => [Number(data.x[n]), value]) })),
  };
}

function heatmap(data: Drawn, palette: Palette): Option {
  const cells = data.lines.flatMap((line, y) => line.values.flatMap((value, x) => (value === null ? [] : [[x, y, value]])));
  const values = cells.map((cell) => cell[2]!);
  return {
    grid: { left: 8, right: 16, top: 12, bottom: 44, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { type: 'category', data: data.x.map(wordOf), axisLine: { show: false }, axisTick: { show: false }, axisLabel: axisText(palette) },
    yAxis: { type: 'category', data: data.lines.map((line) => line.name), inverse: true, axisLine: { show: false }, axisTick: { show: false }, axisLabel: axisText(palette) },
    visualMap: { min: Math.min(...values), max: Math.max(...values), calculable: false, orient: 'horizontal', left: 8, bottom: 4, itemWidth: 8, itemHeight: 96, inRange: { color: palette.sequence }, textStyle: { color: palette.ink2, fontSize: 11 } },
    tooltip: { renderMode: 'richText', backgroundColor: palette.ink, borderWidth: 0, textStyle: { color: palette.canvas, fontSize: 11 }, formatter: ({ value }: { value: number[] }) => `${wordOf(data.x[value[0]!])} · ${data.lines[value[1]!]!.name}  ${data.lines[value[1]!]!.words[value[0]!]}` },
    series: [{ type: 'heatmap', data: cells, itemStyle: { borderColor: palette.canvas, borderWidth: 1 }, emphasis: { disabled: true } }],
  };
}
