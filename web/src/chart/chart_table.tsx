// chart_table.tsx: what a chart draws, as a table: the same numbers in the same order.
import type { ChartDocument } from './document';
import type { Drawn } from './data';
import { timeLabels } from './times';
import { wordOf } from './value_words';
import { words } from './words';

const most = 1000;

export function ChartTable({ chart, data, label }: { chart: ChartDocument; data: Drawn; label: string }) {
  const times = data.xRole === 'time' ? timeLabels(data.x) : null;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="t">
        <thead><tr><th scope="col">{chart.x ?? ''}</th>{data.lines.map((line) => <th key={line.name} scope="col" className="r">{line.name}</th>)}</tr></thead>
        <tbody>
          {data.x.slice(0, most).map((x, n) => (
            <tr key={n}><th scope="row">{times ? times.long(x) : wordOf(x)}</th>{data.lines.map((line) => <td key={line.name} className="r">{line.words[n]}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {data.x.length > most && <p className="note f sm">{words.firstRows(most, data.x.length)}</p>}
    </div>
  );
}
