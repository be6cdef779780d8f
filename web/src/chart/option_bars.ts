// option_bars.ts: bars, standing or lying, one for each place or several: beside each other, on each other, or as parts of
// a whole. They start at zero. A single one carries its value. Pure.
import { axisText, grid, legendHeight, names, type Option, valueAxis, widest } from './option_parts';
import { isStacked, lineColour, type Scene, standsBack } from './scene';

export function bars(scene: Scene, lying: boolean): Option {
  const { data, palette, width, height } = scene;
  const worded = hasWords(scene, lying);
  const values = valueAxis(scene, lying ? width / 1.4 : height);
  const names = nameAxis(scene, lying);
  const longest = worded ? widest(data.lines[0]!.words) : 0;
  return {
    grid: grid({ top: legendHeight(scene) + (worded && !lying ? 20 : 8), right: lying ? longest + 12 : 8, bottom: 2 }),
    ...(lying ? { xAxis: { ...values, ...(worded && { show: false }) }, yAxis: names } : { xAxis: names, yAxis: values }),
    series: data.lines.map((line, n) => ({
      type: 'bar', name: line.name, barMaxWidth: lying ? 24 : 64, barCategoryGap: lying ? '16%' : '20%', barGap: '8%', barMinHeight: 1, emphasis: { disabled: true }, color: lineColour(scene, n), cursor: 'default',
      data: scene.drawnAs[n]!.map((value, place) => (standsBack(scene, n, place) ? { value, itemStyle: { color: palette.sequence[2] } } : value)),
      ...(isStacked(scene.chart) && { stack: 'all' }),
      label: { show: worded, position: lying ? 'right' : 'top', distance: lying ? 6 : 4, color: palette.ink, fontSize: 11, formatter: ({ dataIndex }: { dataIndex: number }) => line.words[dataIndex] },
    })),
  };
}

/** Has each bar room for its value beside it? */
function hasWords({ data, width, height }: Scene, lying: boolean): boolean {
  if (data.lines.length !== 1) return false;
  if (lying) return height / Math.max(1, data.x.length) >= 14;
  return width / Math.max(1, data.x.length) >= widest(data.lines[0]!.words) + 8;
}

function nameAxis(scene: Scene, lying: boolean): Option {
  const { palette, width } = scene;
  const room = Math.max(48, Math.min(200, width * 0.34));
  return {
    type: 'category', data: names(scene), inverse: lying, axisTick: { show: false }, axisLine: { show: true, lineStyle: { color: palette.edge }, onZero: true },
    axisLabel: { ...axisText(scene), ...(lying ? { width: room, overflow: 'truncate', interval: 'auto' } : { width: 160, overflow: 'truncate' }) },
  };
}
