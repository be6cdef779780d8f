// plot.tsx: the drawn part of a chart. ECharts comes with the first one. Arrows and the pointer move over the marks: what
// is looked at is said beside the data, and aloud.
import type { ECharts } from 'echarts/core';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { chunk } from '../lib/chunk';
import { useStore } from '../lib/store';
import { theme } from '../stores/theme';
import { text } from '../text';
import { assignSlots, colouredNames, type Remembered, slotsFor } from './remembered';
import type { Cloud, Drawn } from './data';
import type { ChartDocument } from './document';
import { moved, type Picked, pickedAt, spoken, summaryOf } from './places';
import { readPalette } from './palette';
import { savePicture } from './picture';
import { type Chosen, kindOf, type Scene, sceneOf } from './scene';
import { shownChart } from './shown';
import { words } from './words';

interface Props {
  chart: ChartDocument;
  data: Drawn;
  cloud: Cloud | null;
  title: string;
  isTile: boolean;
  chosen: Chosen | null;
  onPick?: (picked: Picked[]) => void;
}

type Draw = typeof import('./draw');

const drawing = chunk(() => import('./draw'), false);

/** A lying bar keeps so many pixels, and the plot grows for them. */
const leastBar = 20;
const longestPlot = 4000;

export function Plot({ chart, data, cloud, title, isTile, chosen, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ chart: ECharts; draw: Draw; scene: Scene | null } | null>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [at, setAt] = useState<number | null>(null);
  /** Only what the keys came to is read out: the pointer's way would be a flood. */
  const [byKeys, setByKeys] = useState(false);
  /** How often its code was asked for, and whether it did not come. */
  const [tries, setTries] = useState(0);
  const [failed, setFailed] = useState(false);
  const remembered = useRef<Remembered>({ of: '', slots: new Map() });
  const colours = useStore(theme);
  const latest = useRef({ title, onPick });
  latest.current = { title, onPick };

  useEffect(() => {
    let gone = false;
    let observer: ResizeObserver | null = null;
    drawing.get().then((draw) => {
      if (gone) return;
      const element = place.current!;
      drawn.current = { chart: draw.chartIn(element), draw, scene: null };
      listen(drawn.current, (next) => { setByKeys(false); setAt(next); }, (picked) => latest.current.onPick?.(picked));
      observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
      observer.observe(element);
      if (!isTile) shownChart.set({ savePicture: (form) => { const { chart: one, scene } = drawn.current!; if (scene) void savePicture(form, one, scene, latest.current.title); } });
    }, () => { if (!gone) setFailed(true); });
    return () => {
      gone = true;
      observer?.disconnect();
      if (!isTile) shownChart.set(null);
      drawn.current?.chart.dispose();
      drawn.current = null;
    };
  }, [tries]);

  const scene = useMemo<Scene | null>(() => {
    if (!size || size.width < 1 || size.height < 1) return null;
    const next = sceneOf({ chart, data, cloud, palette: readPalette(), slots: slotsFor(remembered.current, chart), chosen, isTile, ...size });
    assignSlots(next.slots, colouredNames(next));
    return next;
  }, [chart, data, cloud, chosen, isTile, size, colours]);

  useEffect(() => setAt(null), [chart, data]);

  useLayoutEffect(() => {
    const lying = kindOf({ chart, data }) === 'lying' ? data.x.length * Math.max(leastBar, data.lines.length > 1 && chart.stack === false ? 12 * data.lines.length : 0) + 24 : 0;
    if (place.current) place.current.style.minHeight = lying ? `${Math.min(longestPlot, lying)}px` : '';
  }, [chart, data]);

  useEffect(() => {
    const own = drawn.current;
    if (!own || !scene) return;
    own.draw.clearOverlay(own.chart);
    own.chart.resize({ width: scene.width, height: scene.height });
    own.chart.setOption(own.draw.optionOf(scene, null), { notMerge: true });
    own.scene = scene;
    place.current!.dataset.drawn = String(data.x.length);
  }, [scene]);

  useEffect(() => {
    const own = drawn.current;
    if (!own?.scene || !scene) return;
    if (kindOf(scene) === 'pie') own.chart.setOption(own.draw.optionOf(scene, at));
    own.draw.drawOverlay(own.chart, scene, at);
  }, [scene, at]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!scene) return;
    if (event.key === 'Enter' && at !== null) return onPick?.(pickedAt(scene, at, null));
    const next = event.key === 'Escape' && at !== null ? null : moved(scene, at, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setByKeys(true);
    setAt(next);
  };
  if (failed) return <p className="chart-word" role="alert">{text.chunk.failed} <button type="button" className="btn link" onClick={() => { setFailed(false); setTries(tries + 1); }}>{text.api.again}</button></p>;
  return (
    <>
      <div className={onPick ? 'plot picks' : 'plot'} ref={place} tabIndex={0} role="img" aria-label={title} aria-description={summaryOf(chart, data)} aria-busy={!scene} title={scene ? undefined : words.drawing} onKeyDown={onKeyDown} onBlur={() => setAt(null)} />
      <span className="unseen" aria-live="polite">{scene && at !== null && byKeys ? spoken(scene, at) : ''}</span>
    </>
  );
}

interface Own {
  chart: ECharts;
  draw: Draw;
  scene: Scene | null;
}

/** The pointer moves what is looked at; a click picks it. */
function listen(own: Own, setAt: (at: number | null) => void, pick: (picked: Picked[]) => void): void {
  const zr = own.chart.getZr();
  const find = (event: { offsetX: number; offsetY: number }): number | null => (own.scene ? own.draw.placeAt(own.chart, own.scene, event.offsetX, event.offsetY) : null);
  let mark: { line: number | null; place: number } | null = null;
  zr.on('mousemove', (event) => setAt(mark && own.scene && kindOf(own.scene) === 'pie' ? mark.place : find(event)));
  zr.on('globalout', () => setAt(null));
  own.chart.on('mouseover', ({ seriesIndex, dataIndex }) => { mark = { line: seriesIndex ?? null, place: dataIndex }; if (own.scene && kindOf(own.scene) === 'pie') setAt(dataIndex); });
  own.chart.on('mouseout', () => { mark = null; if (own.scene && kindOf(own.scene) === 'pie') setAt(null); });
  zr.on('click', (event) => {
    const at = mark && own.scene && kindOf(own.scene) === 'pie' ? mark.place : find(event);
    if (own.scene && at !== null) pick(pickedAt(own.scene, at, mark?.line ?? null));
  });
}
