// draw.ts: the lazy part: ECharts with what our charts need of it. Names, values, what is under the pointer and legends
// are not its own: overlay.ts draws them. Only plot.tsx imports it, and only when a chart is drawn.
import { BarChart, HeatmapChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import { GridComponent, VisualMapPiecewiseComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, HeatmapChart, LineChart, PieChart, ScatterChart, GridComponent, VisualMapPiecewiseComponent, CanvasRenderer]);

/** A chart in an element, which has to have a size. The caller disposes of it. */
export const chartIn = (element: HTMLElement): ECharts => init(element, null, { renderer: 'canvas' });

export { clearOverlay, drawOverlay, placeAt } from './overlay';
export { optionOf } from './options';
