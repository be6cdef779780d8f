// chart_tab.tsx: a chart of the shown result: offered by its shape, then as the tab's settings have it. Each chart has
// its table; a column that the result lost keeps its place in the settings and is marked.
import { useMemo, useState } from 'react';
import type { Document } from '../api/types';
import { useStore } from '../lib/store';
import { changeTab, tabOf, tabs } from '../stores/tabs';
import { Chart } from './chart';
import { ChartSettings } from './chart_settings';
import { type ChartDocument, readChart } from './document';
import { offer } from './offer';
import { words } from './words';

export function ChartTab({ tab, document }: { tab: string; document: Document }) {
  const kept = useStore(tabs, () => tabOf(tab)?.chart ?? null);
  const offered = useMemo(() => offer(document), [document]);
  const [asTable, setAsTable] = useState(false);
  const read = useMemo(() => readChart(kept), [kept]);
  const chart = read ? read.chart : offered?.chart ?? null;
  if (!read && !offered) return <div className="empty-note"><p className="b">{words.none}</p><p className="m">{words.noneHint}</p></div>;
  const title = chart ? titleOf(chart) : words.table;
  const change = (next: ChartDocument | null): void => changeTab(tab, { chart: next });
  return (
    <div className="chart">
      <div className="chart-main">
        <div className="row chart-head">
          <h2 className="b ell">{title}</h2>
          <span className="grow" />
          {chart && chart.type !== 'number' && chart.type !== 'table' && <span className="f sm note">{words.moves}</span>}
          {chart && chart.type !== 'table' && (
            <span className="seg sm" role="group" aria-label={words.type}>
              <button type="button" aria-pressed={!asTable} onClick={() => setAsTable(false)}>{words.picture}</button>
              <button type="button" aria-pressed={asTable} onClick={() => setAsTable(true)}>{words.table}</button>
            </span>
          )}
        </div>
        <Chart document={kept ?? chart} result={document} title={title} asTable={asTable} />
      </div>
      <ChartSettings document={document} chart={chart} offered={offered} kept={read !== null} change={change} />
    </div>
  );
}

const titleOf = (chart: ChartDocument): string =>
  chart.x === null || chart.type === 'number' ? chart.y.join(', ') || words.table : chart.type === 'table' ? words.table : words.by(chart.y.join(', '), chart.x, chart.series);
