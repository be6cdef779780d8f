// picture.ts: a chart as a file: as it is seen, with its names, in twice its size or as SVG.
import type { ECharts } from 'echarts/core';
import { saveAs } from '../lib/save_as';
import type { Scene } from './scene';
import type { PictureForm } from './shown';

/** A name that every system takes for a file. */
const fileName = (title: string, form: PictureForm): string => `${title.replaceAll(/[\\/:*?"<>|\u0000-\u001f]/g, ' ').slice(0, 120).trim() || 'chart'}.${form}`;

export async function savePicture(form: PictureForm, chart: ECharts, scene: Scene, title: string): Promise<void> {
  if (form === 'svg') return saveAs(URL.createObjectURL(await asSvg(scene)), fileName(title, form));
  const canvas = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: scene.palette.canvas });
  canvas.toBlob((blob) => { if (blob) saveAs(URL.createObjectURL(blob), fileName(title, form)); });
}

async function asSvg(scene: Scene): Promise<Blob> {
  const [{ svgOf }, { drawOverlay, optionOf }] = await Promise.all([import('./draw_svg'), import('./draw')]);
  const svg = svgOf(scene.width, scene.height, (chart) => {
    chart.setOption({ ...optionOf(scene, null), backgroundColor: scene.palette.canvas });
    drawOverlay(chart, scene, null);
  });
  return new Blob([svg], { type: 'image/svg+xml' });
}
