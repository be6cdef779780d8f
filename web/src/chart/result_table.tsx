// result_table.tsx: a result as a plain table: what a tile shows without a chart, and what stands where a chart cannot be
// drawn. Rows beyond the first are said, not hidden.
import type { Document, Value } from '../api/types';
import { kindOf, lookOf, shownOf } from '../grid/cells';
import { written } from './numbers';
import { words } from './words';

const most = 500;

interface Props {
  document: Document;
  formats?: { [column: string]: string };
  label: string;
  onPick?: (column: string, value: Value) => void;
}

export function ResultTable({ document, formats = {}, label, onPick }: Props) {
  const kinds = document.columns.map((name, n) => kindOf(name, document.postgres_types[n] ?? ''));
  const rows = document.results.slice(0, most);
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="t cells">
        <thead><tr>{kinds.map(({ name, right }, n) => <th key={n} scope="col" className={right ? 'r' : undefined}>{name}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={n}>
              {kinds.map((kind, c) => {
                const look = lookOf(row[c], kind);
                const shown = shownOf(row[c], kind, look);
                const cell = look === 'number' ? written(shown, formats[kind.name] ?? 'plain') : shown;
                return <td key={c} className={`${kind.right ? 'r ' : ''}${look === 'null' || look === 'empty' ? 'f' : ''}`} onClick={onPick && (() => onPick(kind.name, row[c] ?? null))}>{cell}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {document.results.length > most && <p className="note f sm">{words.firstRows(most, document.results.length)}</p>}
    </div>
  );
}
