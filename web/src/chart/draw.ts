// draw.ts: the lazy part: ECharts with what our charts need of it. Only chart_view.tsx imports it, and only when drawn.
import { BarChart, HeatmapChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, AxisPointerComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, HeatmapChart, LineChart, PieChart, ScatterChart, AriaComponent, AxisPointerComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, LabelLayout, CanvasRenderer]);

/** A chart in an element, which has to have a size. The caller disposes of it. */
export const chartIn = (element: HTMLElement): ECharts => init(element, null, { renderer: 'canvas' });
