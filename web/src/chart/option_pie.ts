// option_pie.ts: at most six parts of a whole, each with its name and its number beside it. Pure.
import { colourOf, tokenOf } from './colours';
import type { Option } from './option_parts';
import { type Scene, shortLabel, standsBack } from './scene';

export function pie(scene: Scene, at: number | null): Option {
  const { chart, data, palette, slots } = scene;
  const line = data.lines[0];
  const parts = (line?.values ?? []).map((value, n) => ({
    value, name: shortLabel(scene, n),
    itemStyle: { color: (at !== null && at !== n) || standsBack(scene, 0, n) ? palette.sequence[2] : colourOf(tokenOf(shortLabel(scene, n), false, chart, slots), palette) },
  }));
  return {
    series: [{
      type: 'pie', radius: ['0%', '74%'], center: ['50%', '50%'], startAngle: 90, itemStyle: { borderColor: palette.canvas, borderWidth: 1 }, emphasis: { disabled: true }, cursor: 'default',
      label: { color: palette.ink, fontSize: 11, lineHeight: 16, overflow: 'truncate', formatter: ({ dataIndex }: { dataIndex: number }) => `${shortLabel(scene, dataIndex)}\n${line?.words[dataIndex]}` },
      labelLine: { lineStyle: { color: palette.edge }, length: 8, length2: 8 }, data: parts,
    }],
  };
}
