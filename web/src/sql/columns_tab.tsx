// columns_tab.tsx: the result's columns with their types.
import type { Document } from '../api/types';
import { words } from './words';

export function ColumnsTab({ document }: { document: Document }) {
  return (
    <div className="scroll" tabIndex={0}>
      <table className="t">
        <thead><tr><th className="r num">{words.columns.number}</th><th>{words.columns.name}</th><th>{words.columns.type}</th><th>{words.columns.kind}</th></tr></thead>
        <tbody>
          {document.columns.map((name, n) => (
            <tr key={n}><td className="r f num">{n + 1}</td><td className="b">{name}</td><td className="mono">{document.postgres_types[n]}</td><td className="mono m">{document.types[n]?.[1]}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
