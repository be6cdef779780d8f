// overlay.ts: what stands around the marks and follows the pointer and the keys: names and values at the ends of lines,
// legends, the moment at the axis. It is drawn on the same canvas, so that a saved picture has it; what a chart says
// stands beside the data, never over them. Names are drawn as plain texts: no sign in them means anything.
import { type ECharts, graphic } from 'echarts/core';
import { heatmapOverlay } from './overlay_heatmap';
import { barsOverlay, linesOverlay } from './overlay_axis';
import type { Box, Elements } from './overlay_parts';
import { scatterOverlay } from './overlay_scatter';
import { kindOf, type Scene } from './scene';

const shown = new WeakMap<ECharts, InstanceType<typeof graphic.Group>>();

/** Draws it anew; the chart has its option, and its size. */
export function drawOverlay(chart: ECharts, scene: Scene, at: number | null): void {
  clearOverlay(chart);
  const box = boxOf(chart);
  const group = new graphic.Group({ silent: true });
  for (const element of box ? elementsOf(chart, scene, box, at) : []) group.add(element);
  chart.getZr().add(group);
  shown.set(chart, group);
}

export function clearOverlay(chart: ECharts): void {
  const group = shown.get(chart);
  if (group) chart.getZr().remove(group);
  shown.delete(chart);
}

function elementsOf(chart: ECharts, scene: Scene, box: Box, at: number | null): Elements {
  switch (kindOf(scene)) {
    case 'lines': return linesOverlay(chart, scene, box, at);
    case 'bars': return barsOverlay(scene, box, at, false);
    case 'lying': return barsOverlay(scene, box, at, true);
    case 'heatmap': return heatmapOverlay(scene, box, at);
    case 'scatter': return scatterOverlay(chart, scene, at);
    case 'pie': return [];
  }
}

/** ECharts has laid the plot out between its labels; only its model knows where. */
interface Inner {
  getModel(): { getComponent(name: string): { coordinateSystem?: { getRect(): Box } } | undefined } | undefined;
}

function boxOf(chart: ECharts): Box | null {
  const rect = (chart as unknown as Inner).getModel()?.getComponent('grid')?.coordinateSystem?.getRect();
  return rect ? { x: rect.x, y: rect.y, width: rect.width, height: rect.height } : null;
}

/** The place of the marks that are nearest to a point of the canvas; null outside of the plot. */
export function placeAt(chart: ECharts, scene: Scene, x: number, y: number): number | null {
  const kind = kindOf(scene);
  if (kind === 'pie' || !chart.containPixel({ gridIndex: 0 }, [x, y])) return null;
  const found = chart.convertFromPixel({ gridIndex: 0 }, [x, y]) as number[];
  const { data, cloud } = scene;
  if (kind === 'scatter') return nearestPoint(chart, cloud!.points, x, y);
  if (kind === 'heatmap') return Math.min(data.x.length - 1, found[0]!) + data.x.length * found[1]!;
  if (kind === 'lying') return found[1]!;
  return data.at ? nearest(data.at, found[0]!) : Math.max(0, Math.min(data.x.length - 1, Math.round(found[0]!)));
}

/** The index of the nearest of numbers that go upwards. */
export function nearest(list: number[], value: number): number | null {
  let [low, high] = [0, list.length - 1];
  if (high < 0) return null;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= value) low = middle;
    else high = middle;
  }
  return value - list[low]! <= list[high]! - value ? low : high;
}

const reach = 16;

function nearestPoint(chart: ECharts, points: { x: number; y: number }[], x: number, y: number): number | null {
  let [best, distance] = [null as number | null, reach];
  points.forEach((point, n) => {
    const [px, py] = chart.convertToPixel({ gridIndex: 0 }, [point.x, point.y]) as [number, number];
    const far = Math.hypot(px - x, py - y);
    if (far < distance) [best, distance] = [n, far];
  });
  return best;
}
