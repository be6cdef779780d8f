// calls.tsx: the table of running calls; Cancel, or Delete on the chosen row, ends one.
import { type KeyboardEvent, useState } from 'react';
import { type ApiError } from '../api/client';
import { cancel } from '../api/routes';
import type { Call } from '../api/types';
import { config } from '../config';
import { count, ticking } from '../lib/format';
import { Key } from '../parts/icon';
import { go } from '../route';
import { openAsTab } from '../sql/actions';
import { say } from '../stores/said';
import { sources } from '../stores/sources';
import { words } from './words';

export function Calls({ list }: { list: Call[] }) {
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, list.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Delete') void end(list[at]!);
    if (event.key === 'Enter' && event.target === event.currentTarget) open(list[at]!);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      setChosen(Math.max(0, Math.min(list.length - 1, at + step)));
    }
  };
  return (
    <div className="scroll calls" tabIndex={0} role="region" aria-label={words.now} onKeyDown={onKeyDown}>
      <table className="t fixed">
        <colgroup><col className="c-who" /><col className="c-source" /><col className="c-stage" /><col className="c-time" /><col className="c-rows" /><col /><col className="c-act" /></colgroup>
        <thead><tr><th>{words.who}</th><th>{words.source}</th><th>{words.stage}</th><th className="r">{words.time}</th><th className="r">{words.rows}</th><th>{words.query}</th><th><span className="unseen">{words.cancel}</span></th></tr></thead>
        <tbody>
          {list.map((call, n) => <CallRow key={`${call.pid} ${call.started}`} call={call} chosen={n === at} choose={() => setChosen(n)} />)}
        </tbody>
      </table>
    </div>
  );
}

function CallRow({ call, chosen, choose }: { call: Call; chosen: boolean; choose: () => void }) {
  const who = whoOf(call);
  return (
    <tr aria-selected={chosen} onClick={choose} onDoubleClick={() => open(call)}>
      <td className="ell">{who}</td><td className="ell">{call.source}</td><td className="m ell">{words.stages[call.stage] ?? call.stage}</td>
      <td className="r b">{ticking(Math.max(0, Date.now() - Date.parse(call.started)))}</td><td className="r">{call.rows === null ? '' : count(call.rows)}</td>
      <td className="mono ell" title={call.query ?? ''}>{call.query}</td>
      <td className="r">{chosen && call.query && <button type="button" className="btn sm bare" aria-label={words.openOf(who)} onClick={() => open(call)}>{words.open}<Key>⏎</Key></button>}{call.client_query_id && <button type="button" className={chosen ? 'btn sm stop' : 'btn sm'} aria-label={words.cancelOf(who)} onClick={() => void end(call)}>{words.cancel}{chosen && <Key>Del</Key>}</button>}</td>
    </tr>
  );
}

const whoOf = (call: Call): string => (call.mine ? config.user.name : call.actor || call.role || '');

/** Its text in a tab of its own. */
function open(call: Call): void {
  if (!call.query) return;
  go('sql');
  const source = sources.get().list.find(({ name }) => name === call.source)?.id ?? '';
  openAsTab({ text: call.query, language: 'sql', source }, false);
}

async function end(call: Call): Promise<void> {
  if (!call.client_query_id) return;
  await cancel(call.client_query_id).then(() => say(words.cancelled), (error: ApiError) => say(error.message));
}
