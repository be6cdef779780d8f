// chart.tsx: a chart of a result, as its document says: what the SQL screen's Chart tab and a dashboard's tile both show.
// What this version cannot draw is a table, with a word; what it leaves out is said in the corner.
import { useMemo } from 'react';
import type { Document, Value } from '../api/types';
import { BigNumber } from './big_number';
import { ChartTable } from './chart_table';
import { cloudOf, type Drawn, drawn, notAPie } from './data';
import { canDraw, type ChartDocument, type Missing, missingColumns, readChart } from './document';
import { mostPoints, pointsOf } from './option_lines';
import { mostSeries, offer } from './offer';
import type { Picked } from './places';
import { Plot } from './plot';
import { ResultTable } from './result_table';
import { type Chosen, hasShares, isStacked } from './scene';
import { words } from './words';

export interface ChartProps {
  /** As it is stored, of whichever version; null: what the result's shape offers, else its table. */
  document: unknown;
  result: Document;
  title: string;
  /** A tile is small: names without values at rest, no word that is not needed. */
  size?: 'panel' | 'tile';
  /** The numbers as a table in place of the picture. */
  asTable?: boolean;
  chosen?: Chosen | null;
  /** A mark or a cell was chosen: the values that it stands for. */
  onPick?: (picked: Picked[]) => void;
}

/** What a stored chart says, or what the result is offered where nothing is stored; null: its table. */
export function chartShown(stored: unknown, result: Document): ChartDocument | null {
  const read = readChart(stored);
  return read ? read.chart : offer(result)?.chart ?? null;
}

export function Chart({ document: stored, result, title, size = 'panel', asTable = false, chosen = null, onPick }: ChartProps) {
  const read = useMemo(() => readChart(stored), [stored]);
  const chart = useMemo(() => chartShown(stored, result), [stored, result]);
  const cell = onPick && ((column: string, value: Value) => onPick([{ column, value }]));
  const table = (word: string | null) => (
    <>{word && <p className="chart-word" role="note">{word}</p>}<ResultTable document={result} formats={chart?.format} label={words.tableOf(title)} onPick={cell} /></>
  );
  if (result.results.length === 0 && chart?.type !== 'table') return <div className="empty-note"><p className="b">{words.noRows}</p><p className="m">{words.noRowsHint}</p></div>;
  if (!chart) return table(read ? words.later(read.later!) : null);
  const missing = missingColumns(result, chart);
  if (chart.type === 'table') return table(read?.later ? words.partly(read.later) : null);
  if (!canDraw(chart, missing)) return <><Lost missing={missing} />{table(words.lacking)}</>;
  return (
    <>
      <Lost missing={missing} />
      {read?.later && <p className="chart-word" role="note">{words.partly(read.later)}</p>}
      {chart.type === 'number' ? (asTable ? table(null) : <BigNumber document={result} chart={chart} />)
        : <Drawing chart={withoutLost(chart, missing)} result={result} title={title} isTile={size === 'tile'} asTable={asTable} chosen={chosen} onPick={onPick} />}
    </>
  );
}

/** A size that is no column any more gives no point a size; it keeps its place in the document. */
const withoutLost = (chart: ChartDocument, missing: Missing[]): ChartDocument =>
  missing.some(({ place }) => place === 'size') ? { ...chart, options: { ...chart.options, size: null } } : chart;

/** Columns that keep their place and are not there. */
function Lost({ missing }: { missing: Missing[] }) {
  if (missing.length === 0) return null;
  return (
    <p className="lost" role="note">
      {missing.map(({ place, name, why }) => <span key={`${place} ${name}`} className="chip miss">{(why === 'gone' ? words.gone : words.noNumber)(name)}</span>)}
    </p>
  );
}

interface DrawingProps {
  chart: ChartDocument;
  result: Document;
  title: string;
  isTile: boolean;
  asTable: boolean;
  chosen: Chosen | null;
  onPick?: (picked: Picked[]) => void;
}

function Drawing({ chart, result, title, isTile, asTable, chosen, onPick }: DrawingProps) {
  const data = useMemo(() => drawn(result, chart), [result, chart]);
  const cloud = useMemo(() => (chart.type === 'scatter' ? cloudOf(result, chart) : null), [result, chart]);
  const notes = cornerNotes(chart, data, cloud?.left ?? 0);
  if (asTable) return chart.type === 'scatter' ? <ResultTable document={result} formats={chart.format} label={words.tableOf(title)} /> : <ChartTable chart={chart} data={data} label={words.tableOf(title)} />;
  return (
    <div className="plot-place">
      <Plot chart={chart} data={data} cloud={cloud} title={title} isTile={isTile} chosen={chosen} onPick={onPick} />
      {notes.length > 0 && <p className="corner f xs" role="note">{notes.join(' · ')}</p>}
    </div>
  );
}

/** All that is not drawn as it is. */
function cornerNotes(chart: ChartDocument, data: Drawn, leftPoints: number): string[] {
  if (chart.type === 'scatter') return leftPoints > 0 ? [words.leftPoints(leftPoints)] : [];
  const notes: string[] = [];
  if (data.left > 0) notes.push(words.left(mostSeries, data.left));
  if (data.hidden > 0) notes.push(words.hidden(data.hidden));
  if ((chart.type === 'line' || chart.type === 'area') && pointsOf({ data }) > mostPoints) notes.push(words.sampled(mostPoints));
  if (chart.type === 'pie') {
    const why = notAPie(data);
    if (why) notes.push(why === 'many' ? words.manyParts(data.x.length) : words.negativeParts);
  }
  if (chart.stack === 'percent' && isStacked(chart) && !hasShares(chart, data)) notes.push(words.negativeShares);
  return notes;
}
