// big_number.tsx: one number, large, to its last digit; below it the change in words with the number before, beside it
// the line that led there. Over moments the last one counts; else the first row, with the second as the one before.
import type { Document } from '../api/types';
import { kindOf, textOf } from '../grid/cells';
import type { ChartDocument } from './document';
import { changeOf, exactFormats, written } from './numbers';
import { momentsOf } from './times';
import { extentOf, numberOf } from './value_words';
import { words } from './words';

interface Figures {
  now: string;
  before: string | null;
  /** The numbers over time, if there is a time. */
  trend: number[];
  change: string | null;
}

export function figuresOf(document: Document, chart: ChartDocument): Figures {
  const column = document.columns.indexOf(chart.y[0] ?? '');
  const rows = inTime(document, chart);
  const second = document.columns.indexOf(chart.y[1] ?? '');
  const overTime = rows !== document.results;
  const last = overTime ? rows.at(-1) : rows[0];
  const one = second >= 0 ? { row: last, column: second } : { row: overTime ? rows.at(-2) : rows[1], column };
  const text = (row: typeof last, at: number): string | null => {
    const value = row?.[at];
    return value === undefined ? null : value === null ? 'NULL' : textOf(value, kindOf(document.columns[at]!, document.postgres_types[at]!));
  };
  return {
    now: text(last, column) ?? '', before: text(one.row, one.column),
    trend: overTime ? rows.map((row) => numberOf(row[column])).filter((value) => value !== null) : [],
    change: changeOf(numberOf(last?.[column]), numberOf(one.row?.[one.column])),
  };
}

/** The rows in the order of their moments, where the chart has a column of them. */
function inTime({ columns, results }: Document, chart: ChartDocument): Document['results'] {
  const at = chart.x === null ? -1 : columns.indexOf(chart.x);
  const moments = at < 0 ? null : momentsOf(results.map((row) => row[at]!));
  return moments ? results.map((_, n) => n).sort((a, b) => moments[a]! - moments[b]!).map((n) => results[n]!) : results;
}

export function BigNumber({ document, chart }: { document: Document; chart: ChartDocument }) {
  const { now, before, trend, change } = figuresOf(document, chart);
  const wanted = chart.format[chart.y[0] ?? ''] ?? '';
  const format = (exactFormats as readonly string[]).includes(wanted) ? wanted : '';
  const [figure, unit] = written(now, format).split(/(?= %$)/);
  return (
    <div className="big">
      <div>
        <p className="stat">{figure}{unit && <small>{unit}</small>}</p>
        {before !== null && <p className="delta">{change && <b>{change} </b>}{words.on(written(before, format))}</p>}
      </div>
      {trend.length > 2 && <Trend values={trend} />}
    </div>
  );
}

const [wide, high] = [96, 32];

/** Only for the eye: the table has the numbers. */
function Trend({ values }: { values: number[] }) {
  const [least, most] = extentOf(values);
  const points = values.map((value, n) => [2 + (n / (values.length - 1)) * (wide - 6), 3 + (1 - (value - least) / (most - least || 1)) * (high - 6)] as const);
  const [x, y] = points.at(-1)!;
  return (
    <svg className="trend" viewBox={`0 0 ${wide} ${high}`} aria-hidden="true">
      <polyline points={points.map((point) => point.map((part) => part.toFixed(1)).join(',')).join(' ')} />
      <circle cx={x.toFixed(1)} cy={y.toFixed(1)} r="2.5" />
    </svg>
  );
}
