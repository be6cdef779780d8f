// chart_view.tsx: one chart in its place. ECharts comes with the first one. Arrows and the pointer move along the axis:
// the names at the lines' ends then show that moment's values.
import type { ECharts } from 'echarts/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useStore } from '../lib/store';
import { theme } from '../stores/theme';
import { text } from '../text';
import { saveAs } from '../lib/save_as';
import type { Drawn } from './data';
import type { ChartChoice } from './offer';
import { optionOf } from './options';
import { readPalette } from './palette';
import { shownChart } from './shown';

interface Props {
  choice: ChartChoice;
  data: Drawn;
  title: string;
}

export function ChartView({ choice, data, title }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const [ready, setReady] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const colours = useStore(theme);
  const name = useRef(title);
  name.current = title;

  useEffect(() => {
    let gone = false;
    let observer: ResizeObserver | null = null;
    void import('./draw').then(({ chartIn }) => {
      if (gone) return;
      const drawn = chartIn(place.current!);
      chart.current = drawn;
      drawn.on('updateAxisPointer', (event) => setAt(placeOf(event)));
      drawn.getZr().on('globalout', () => setAt(null));
      observer = new ResizeObserver(() => drawn.resize());
      observer.observe(place.current!);
      shownChart.set({ savePicture: () => picture(drawn, name.current) });
      setReady(true);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      shownChart.set(null);
      chart.current?.dispose();
    };
  }, []);

  useEffect(() => setAt(null), [choice, data]);

  useEffect(() => {
    if (!ready) return;
    chart.current!.setOption(optionOf(choice, data, readPalette(), at), { notMerge: at === null });
    place.current!.dataset.drawn = String(data.x.length);
  }, [ready, choice, data, colours, at]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = at === null ? (step > 0 ? 0 : data.x.length - 1) : at + step;
    setAt(Math.max(0, Math.min(data.x.length - 1, next)));
  };
  return <div className="plot" ref={place} tabIndex={0} role="img" aria-label={title} aria-busy={!ready} title={ready ? undefined : text.chart.drawing} onKeyDown={onKeyDown} />;
}

/** Saves the chart as it is, in twice its size. */
function picture(chart: ECharts, title: string): void {
  const canvas = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: readPalette().canvas });
  canvas.toBlob((blob) => { if (blob) saveAs(URL.createObjectURL(blob), `${title}.png`); });
}

/** The place along the axis that the pointer is at. */
function placeOf(event: unknown): number | null {
  const { dataIndex } = event as { dataIndex?: number };
  return typeof dataIndex === 'number' ? dataIndex : null;
}
