// chart_tab.tsx: a chart of the shown result: offered by its shape, then as the tab's settings have it. Each chart has
// its table; a column that the result lost keeps its place in the settings and is marked.
import { useMemo, useState } from 'react';
import type { Document } from '../api/types';
import { useStore } from '../lib/store';
import { changeTab, tabOf, tabs } from '../stores/tabs';
import { text } from '../text';
import { BigNumber } from './big_number';
import { ChartSettings } from './chart_settings';
import { ChartTable } from './chart_table';
import { ChartView } from './chart_view';
import { drawn } from './data';
import { mostSeries, missingColumns, offer, type ChartChoice } from './offer';

export function ChartTab({ tab, document }: { tab: string; document: Document }) {
  const kept = useStore(tabs, () => tabOf(tab)?.chart ?? null);
  const offered = useMemo(() => offer(document), [document]);
  const [asTable, setAsTable] = useState(false);
  const choice = kept ?? offered?.choice ?? null;
  const data = useMemo(() => (choice ? drawn(document, choice) : null), [document, choice]);
  if (!choice || !data) return <div className="empty-note"><p className="b">{text.chart.none}</p><p className="m">{text.chart.noneHint}</p></div>;
  const missing = missingColumns(document, choice);
  const title = titleOf(choice);
  return (
    <div className="chart">
      <div className="chart-main">
        <div className="row chart-head">
          <h2 className="b ell">{title}</h2>
          <span className="grow" />
          {data.left > 0 && <span className="f sm">{text.foot.sampled(data.rows, document.row_count)}, {mostSeries} {text.chart.lines}</span>}
          {choice.type === 'line' && <span className="f sm note">{text.chart.moves}</span>}
          <span className="seg sm" role="group" aria-label={text.results.chart}>
            <button type="button" aria-pressed={!asTable} onClick={() => setAsTable(false)}>{text.chart.picture}</button>
            <button type="button" aria-pressed={asTable} onClick={() => setAsTable(true)}>{text.chart.table}</button>
          </span>
        </div>
        {missing.length > 0 && data.lines.length === 0 ? <p className="empty-note m">{missing.map(text.chart.gone).join(', ')}</p>
          : asTable ? <ChartTable choice={choice} data={data} />
          : choice.type === 'number' ? <BigNumber document={document} choice={choice} />
          : <ChartView choice={choice} data={data} title={title} />}
      </div>
      <ChartSettings document={document} choice={choice} offered={offered} kept={kept !== null} change={(chart) => changeTab(tab, { chart })} />
    </div>
  );
}

const titleOf = (choice: ChartChoice): string =>
  choice.x === null ? choice.y.join(', ') : text.chart.by(choice.y.join(', '), choice.x, choice.series);
