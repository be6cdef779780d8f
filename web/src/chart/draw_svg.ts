// draw_svg.ts: a chart as an SVG file, drawn apart from the page, whose policy allows no styles in attributes.
import { type ECharts, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([SVGRenderer]);

/** The text of the file. `draw` puts the chart's option and overlay into the given one. */
export function svgOf(width: number, height: number, draw: (chart: ECharts) => void): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  draw(chart);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
