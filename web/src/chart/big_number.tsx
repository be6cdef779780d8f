// big_number.tsx: one number, large, to its last digit; with a second row, the one before and the change in words.
import type { Document } from '../api/types';
import { textOf, kindOf } from '../grid/cells';
import { grouped } from '../lib/format';
import { text } from '../text';
import type { ChartChoice } from './offer';

export function BigNumber({ document, choice }: { document: Document; choice: ChartChoice }) {
  const column = document.columns.indexOf(choice.y[0] ?? '');
  const kind = kindOf(document.columns[column] ?? '', document.postgres_types[column] ?? '');
  const [now, before] = document.results.map((row) => textOf(row[column], kind));
  return (
    <div className="big">
      <p className="stat">{grouped(now ?? '')}</p>
      {before !== undefined && <p className="delta">{text.chart.before(grouped(before))}</p>}
    </div>
  );
}
