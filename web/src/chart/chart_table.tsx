// chart_table.tsx: what a chart draws, as a table: the same numbers in the same order.
import { timeLabels, wordOf, type Drawn } from './data';
import type { ChartChoice } from './offer';

const most = 1000;

export function ChartTable({ choice, data }: { choice: ChartChoice; data: Drawn }) {
  const times = data.xIsTime ? timeLabels(data.x) : null;
  return (
    <div className="scroll" tabIndex={0}>
      <table className="t">
        <thead><tr><th>{choice.x ?? ''}</th>{data.lines.map((line) => <th key={line.name} className="r">{line.name}</th>)}</tr></thead>
        <tbody>
          {data.x.slice(0, most).map((x, n) => (
            <tr key={n}><th scope="row">{times ? times.long(x) : wordOf(x)}</th>{data.lines.map((line) => <td key={line.name} className="r">{line.words[n]}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
