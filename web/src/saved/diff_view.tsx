// diff_view.tsx: two texts as the lines that differ, with those around them.
import { useMemo } from 'react';
import { diffLines, hunks } from './diff';
import { words } from './words';

const signs = { same: ' ', added: '+', removed: '−' };

export function DiffView({ before, after }: { before: string; after: string }) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const of = (kind: string): number => lines.filter((line) => line.kind === kind).length;
  if (before === after) return <p className="bd">{words.same}</p>;
  return (
    <div className="bd">
      <p className="f sm">{words.lines(of('added'), of('removed'))}</p>
      <div className="diff mono" tabIndex={0} role="group" aria-label={words.lines(of('added'), of('removed'))}>
        {hunks(lines).map((line, n) => typeof line === 'number'
          ? <div key={n} className="gap">{words.skipped(line)}</div>
          : (
            <div key={n} className={line.kind}>
              <span className="no" aria-hidden="true">{line.before}</span><span className="no" aria-hidden="true">{line.after}</span>
              <span className="sign" aria-hidden="true">{signs[line.kind]}</span>
              {line.kind !== 'same' && <span className="unseen">{line.kind === 'added' ? words.added : words.taken} </span>}
              <span className="said">{line.text || ' '}</span>
            </div>
          ))}
      </div>
    </div>
  );
}
