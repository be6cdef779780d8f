// result_pane.tsx: below the editor: tabs, what the chosen one shows, and the footer. A result of the run before stays
// until the next one is there, grey and with its time.
import { useMemo } from 'react';
import type { Notice } from '../api/types';
import { timeOfDay } from '../lib/format';
import { mod } from '../lib/keys';
import { useStore } from '../lib/store';
import { modelOf } from '../grid/model';
import { later } from '../parts/later';
import { TabList } from '../parts/tab_list';
import { type Pane, paneNames, paneOf, panes, showPane } from '../stores/panes';
import { patchRun, type Run, runOf, runs } from '../stores/runs';
import { tabs } from '../stores/tabs';
import { text } from '../text';
import { ResultFoot } from './result_foot';
import { ResultGrid } from './result_grid';

const ColumnsTab = later(() => import('./columns_tab').then((module) => module.ColumnsTab));
const MessagesTab = later(() => import('./messages_tab').then((module) => module.MessagesTab));
const ChartTab = later(() => import('../chart/chart_tab').then((module) => module.ChartTab));
const PlanTab = later(() => import('./plan_tab').then((module) => module.PlanTab));

export function ResultPane() {
  const active = useStore(tabs, (state) => state.active);
  const run = useStore(runs, (all) => runOf(active, all));
  const pane = useStore(panes, (all) => paneOf(active, all));
  const result = run.results[run.shown];
  const items = paneNames.map((id) => {
    const n = counted(id, run);
    return { id, label: text.results[id], beside: n ? <span className="xs f" aria-hidden="true">{n}</span> : null, description: n ? String(n) : undefined };
  });
  return (
    <>
      <div className="rt">
        {run.state === 'running' && <div className="runbar" />}
        <TabList className="list" label={text.results.tabs} items={items} active={pane} onSelect={(id) => showPane(active, id as Pane)} panels="pane" />
        <span className="end row f">
          {run.results.length > 1 && <Statements tab={active} run={run} />}
          {run.stale && result && <span>{text.results.before(timeOfDay(result.at))}</span>}
        </span>
      </div>
      <div className={run.stale ? 'pane old' : 'pane'} role="tabpanel" id={`pane-${pane}`} aria-labelledby={`pane-tab-${pane}`}>
        <Body pane={pane} tab={active} run={run} />
      </div>
      <ResultFoot tab={active} run={run} />
    </>
  );
}

function counted(pane: Pane, run: Run): number {
  if (pane === 'columns') return run.results[run.shown]?.document.columns.length ?? 0;
  return pane === 'messages' ? noticesOf(run).length : 0;
}

/** Of the run that has failed, else of the shown result. */
const noticesOf = ({ failure, results, shown }: Run): Notice[] =>
  failure ? failure.error.notices : results[shown]?.document.notices ?? [];

/** Which of the statements' results is shown. */
function Statements({ tab, run }: { tab: string; run: Run }) {
  return (
    <span className="seg sm" role="group" aria-label={text.results.tabs}>
      {run.results.map((_, n) => (
        <button key={n} type="button" aria-pressed={n === run.shown} aria-label={text.results.statement(n + 1, run.statements.length)} onClick={() => patchRun(tab, { shown: n })}>{n + 1}</button>
      ))}
    </span>
  );
}

function Body({ pane, tab, run }: { pane: Pane; tab: string; run: Run }) {
  const result = run.results[run.shown];
  const model = useMemo(() => (result ? modelOf(result.document) : null), [result]);
  if (pane === 'plan') return <PlanTab tab={tab} />;
  if (pane === 'messages' && (result || run.failure)) return <MessagesTab notices={noticesOf(run)} />;
  if (!result || !model) return <Nothing />;
  if (pane === 'chart') return <ChartTab tab={tab} document={result.document} />;
  if (pane === 'columns') return <ColumnsTab document={result.document} />;
  return <ResultGrid tab={tab} result={result} model={model} />;
}

function Nothing() {
  return (
    <div className="empty-note">
      <p className="b">{text.results.none}</p>
      <p className="m">{text.results.noneHint(`${mod}⏎`)}</p>
    </div>
  );
}
