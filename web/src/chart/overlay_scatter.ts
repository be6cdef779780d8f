// overlay_scatter.ts: above a cloud of points: the names of its colours, and the point that is looked at, in words.
import { type ECharts, graphic } from 'echarts/core';
import { colourOf, tokenOf } from './colours';
import { type Elements, rectAt, swatch, textAt, widthOf } from './overlay_parts';
import { markOf } from './numbers';
import { pointWords } from './point_words';
import type { Scene } from './scene';

export function scatterOverlay(chart: ECharts, scene: Scene, at: number | null): Elements {
  const { cloud, palette, width } = scene;
  const point = at === null ? undefined : cloud!.points[at];
  if (!point) return cloud!.range ? ramp(scene, cloud!.range) : cloud!.lines.length > 1 ? names(scene, cloud!.lines) : [];
  const [x, y] = chart.convertToPixel({ gridIndex: 0 }, [point.x, point.y]) as [number, number];
  return [
    new graphic.Circle({ shape: { cx: x, cy: y, r: 6 }, style: { fill: 'none', stroke: palette.ink, lineWidth: 2 }, z: 20, silent: true }),
    textAt(palette, pointWords(scene, at!), 0, 9, { bold: true, width }),
  ];
}

function names({ chart, palette, slots, width }: Scene, lines: string[]): Elements {
  let x = 0;
  return lines.flatMap((name) => {
    const label = textAt(palette, name, x + 16, 9, { fill: palette.ink2, width: 120 });
    const left = x;
    x += 16 + widthOf(label) + 16;
    return x > width ? [] : [swatch(left, 9, colourOf(tokenOf(name, false, chart, slots), palette)), label];
  });
}

function ramp({ chart, palette }: Scene, [least, most]: [number, number]): Elements {
  const name = textAt(palette, chart.series ?? '', 0, 9, { fill: palette.ink2, width: 160 });
  const from = textAt(palette, markOf(least), widthOf(name) + 12, 9, { fill: palette.ink2 });
  const left = widthOf(name) + 20 + widthOf(from);
  const steps = palette.sequence.slice(2);
  return [name, from, ...steps.map((fill, n) => rectAt({ x: left + n * 18, y: 5, width: 18, height: 8 }, { fill })), textAt(palette, markOf(most), left + steps.length * 18 + 8, 9, { fill: palette.ink2 })];
}
