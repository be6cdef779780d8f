// options.ts: what is drawn, as ECharts wants it. Colours come from the page's tokens. Names, values and legends are not
// here: overlay.ts draws them where they belong, so that no box lies over the data.
import { bars } from './option_bars';
import { heatmap } from './option_heatmap';
import { lines } from './option_lines';
import type { Option } from './option_parts';
import { pie } from './option_pie';
import { scatter } from './option_scatter';
import { kindOf, type Scene } from './scene';

/** `at` is the place that the pointer or the keys are at. */
export function optionOf(scene: Scene, at: number | null): Option {
  const { palette } = scene;
  const base: Option = { animation: false, color: palette.series, backgroundColor: 'transparent', textStyle: { fontFamily: palette.sans, fontSize: 11, color: palette.ink2 } };
  switch (kindOf(scene)) {
    case 'lines': return { ...base, ...lines(scene) };
    case 'bars': return { ...base, ...bars(scene, false) };
    case 'lying': return { ...base, ...bars(scene, true) };
    case 'pie': return { ...base, ...pie(scene, at) };
    case 'scatter': return { ...base, ...scatter(scene) };
    case 'heatmap': return { ...base, ...heatmap(scene) };
  }
}
