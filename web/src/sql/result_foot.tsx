// result_foot.tsx: what the run's state is, in words, where it always stands: rows, time by phase, what was cut and the
// ways on. It is the screen's status, so that it is read out; the clock that ticks is not in it.
import type { Document } from '../api/types';
import { config } from '../config';
import { shownChart } from '../chart/shown';
import { cellsIn, rangeOf } from '../grid/selection';
import { chunk } from '../lib/chunk';
import { duration, size, timeOfDay } from '../lib/format';
import { mod } from '../lib/keys';
import { useStore } from '../lib/store';
import { Icon } from '../parts/icon';
import { Menu } from '../parts/menu';
import { exporting } from '../stores/exporting';
import { paneOf, panes } from '../stores/panes';
import { using } from '../stores/parts';
import type { Result, Run } from '../stores/runs';
import { said } from '../stores/said';
import { sourceOf } from '../stores/sources';
import { limits, tabOf } from '../stores/tabs';
import { text } from '../text';
import { rerun } from './actions';
import { chosen, copyAs, unfilter } from './result_grid';
import { TornEdge } from './torn_edge';

const exporter = chunk(() => import('./export'));

const exportAll = (result: Result): void => void using(exporter, ({ exportResult }) => exportResult(result));

export function ResultFoot({ tab, run }: { tab: string; run: Run }) {
  const result = run.results[run.shown];
  const pane = useStore(panes, (all) => paneOf(tab, all));
  const cutNow = run.state !== 'running' && !run.stale && result?.document.hasMore;
  return (
    <>
      {cutNow && <TornEdge />}
      <div className={cutNow ? 'foot cut' : 'foot'}>
        {cutNow && <Icon name="scissors" />}
        <output className="says" aria-label={text.foot.label}><State run={run} result={result} tab={tab} /><Filtered tab={tab} /><Aside /></output>
        {cutNow && <WaysOn result={result} />}
        <span className="grow" />
        {cutNow ? <span className="f sm note">{timesInWords(result)}</span> : null}
        {result && !cutNow && <Takings result={result} pane={pane} />}
        <ExportState />
      </div>
    </>
  );
}

function State({ run, result, tab }: { run: Run; result: Result | undefined; tab: string }) {
  if (run.state === 'running') {
    const timeout = sourceOf(tabOf(tab)?.source ?? '')?.timeout;
    return (
      <>
        <span><b>{text.foot.running(run.source)}</b></span>
        {/* It changes each second, and is not read out. */}
        {run.progress && <span aria-hidden="true">{text.foot.soFar(run.progress.rows)}</span>}
        {timeout && <span className="f note">{text.foot.stops(duration(timeout * 1000))}</span>}
        <span className="f note">{text.foot.closing}</span>
      </>
    );
  }
  if (run.state === 'failed') return <Failed run={run} result={result} />;
  if (!result) return <span className="f">{text.foot.nothing}</span>;
  const { document } = result;
  if (document.hasMore) return <CutState document={document} />;
  return (
    <>
      <span><b>{text.foot.rows(document.row_count)}</b>, {text.foot.all}</span>
      <Times result={result} />
      <span className="f note">{size(result.bytes)}</span>
    </>
  );
}

function Failed({ run: { failure, source, took }, result }: { run: Run; result: Result | undefined }) {
  if (failure?.cancelled) return <span><b>{text.foot.cancelled(duration(took))}</b></span>;
  return (
    <>
      <span className="bad">{text.foot.failed(duration(took))}</span>
      {failure?.error.detail?.position && <span className="f note">{text.foot.nothingRun(source)}</span>}
      {result && <span className="f">{text.foot.oldRows(timeOfDay(result.at))}</span>}
    </>
  );
}

function CutState({ document }: { document: Document }) {
  const why = document.truncated === 'max_bytes' ? text.foot.cutBytes : text.foot.cutRows(document.limit ?? document.row_count);
  return <span><b>{text.foot.cutAt(document.row_count)}</b> <span className="note">{why}</span></span>;
}

const phasesOf = ({ document }: Result): { k: string; ms: number }[] =>
  document.timings.filter(({ k, t }) => k !== 'total' && t > 0.0005).map(({ k, t }) => ({ k, ms: t * 1000 }));

const inWords = (result: Result): string => phasesOf(result).map(({ k, ms }) => `${text.foot.phases[k] ?? k} ${Math.max(1, Math.round(ms))}`).join(' · ');

const timesInWords = (result: Result): string => [duration(result.took), inWords(result), size(result.bytes)].filter(Boolean).join(' · ');

function Times({ result }: { result: Result }) {
  const phases = phasesOf(result);
  return (
    <span className="row">
      {duration(result.took)}
      {phases.length > 1 && <span className="phase note" aria-hidden="true">{phases.map(({ k, ms }) => <i key={k} style={{ flexGrow: ms }} />)}</span>}
      <span className="f note">{inWords(result)}</span>
    </span>
  );
}

/** So many rows of the result are not shown; or they stand in another order. */
function Filtered({ tab }: { tab: string }) {
  const model = useStore(chosen, (value) => value.model);
  const sort = model?.sort && model.kinds[model.sort.at];
  if (!model || (!model.hidden && !sort)) return null;
  if (!model.hidden) return <span className="f note">{text.results.sorted(sort!.name, model.sort!.down)}</span>;
  return <span className="row"><b className="acc">{text.results.filtered(model.rows.length, model.rows.length + model.hidden)}</b><button type="button" className="btn link" onClick={() => unfilter(tab)}>{text.results.unfilter}</button></span>;
}

/** What just happened, and how much is chosen. */
function Aside() {
  const words = useStore(said);
  const selection = useStore(chosen, (value) => value.selection);
  const cells = selection ? cellsIn(rangeOf(selection)) : 0;
  if (words) return <span className="f">{words}</span>;
  return cells > 1 ? <span className="f note">{text.results.selected(cells)}</span> : null;
}

function WaysOn({ result }: { result: Result }) {
  const more = limits.find((limit) => limit > result.document.row_count);
  return (
    <span className="row">
      {more && result.document.truncated === 'max_rows' && <button type="button" className="btn" onClick={() => rerun(more)}>{text.foot.fetch(more)}</button>}
      {config.may.export && <button type="button" className="btn" onClick={() => exportAll(result)}>{text.foot.exportAll}</button>}
      <CopyMenu />
    </span>
  );
}

function Pictures() {
  const chart = useStore(shownChart);
  return chart && (['png', 'svg'] as const).map((form) => (
    <button key={form} type="button" className="btn sm bare" onClick={() => chart.savePicture(form)}>{form === 'png' && <Icon name="download" />}<span className="note">{text.chart[form]}</span></button>
  ));
}

/** What can be taken home of what is shown. */
function Takings({ result, pane }: { result: Result; pane: string }) {
  if (pane === 'chart') return <Pictures />;
  return (
    <>
      {pane === 'results' && <CopyMenu />}
      {config.may.export && <button type="button" className="btn sm bare" aria-label={text.results.export} title={text.results.export} onClick={() => exportAll(result)}><Icon name="download" /><span className="note">{text.results.export}</span></button>}
    </>
  );
}

function CopyMenu() {
  const { model, selection } = useStore(chosen);
  if (!model || model.rows.length === 0) return null;
  const cells = selection ? cellsIn(rangeOf(selection)) : model.rows.length * model.kinds.length;
  const as = text.results.copyAs;
  const items = (Object.keys(as) as (keyof typeof as)[]).map((form) => ({ label: as[form], key: form === 'tsv' ? `${mod}C` : '', act: () => void copyAs(form) }));
  return <Menu label={text.results.copy} className="btn sm bare" note={text.results.scope(cells)} items={items}><Icon name="copy" /><span className="note">{text.results.copy}</span></Menu>;
}

function ExportState() {
  const state = useStore(exporting);
  if (!state) return null;
  return <><span>{text.foot.exporting(size(state.bytes))}</span><button type="button" className="btn sm" onClick={state.stop}>{text.foot.stopExport}</button></>;
}
