// activity_screen.tsx: the calls that are running, mine or everybody's; Cancel, or Delete on the chosen row, ends one.
import { type KeyboardEvent, useEffect, useState } from 'react';
import { type ApiError } from '../api/client';
import { cancel, listCalls } from '../api/routes';
import type { Call } from '../api/types';
import { config } from '../config';
import { count, ticking } from '../lib/format';
import { useStore } from '../lib/store';
import { Key } from '../parts/icon';
import { Select } from '../parts/select';
import { Skeleton, Trouble } from '../parts/trouble';
import { say, said } from '../stores/said';
import { text } from '../text';

const every = 1000;

export function ActivityScreen() {
  const [calls, setCalls] = useState<Call[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [mine, setMine] = useState(false);
  const [source, setSource] = useState('');
  const words = useStore(said);
  useEffect(() => {
    let gone = false;
    let timer = 0;
    const read = async (): Promise<void> => {
      await listCalls().then((list) => { if (!gone) { setCalls(list); setError(null); } }, (failed: ApiError) => { if (!gone) setError(failed); });
      if (!gone) timer = window.setTimeout(() => void read(), document.hidden ? every * 10 : every);
    };
    void read();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
  const names = [...new Set((calls ?? []).flatMap((call) => call.source ?? []))].sort();
  const shown = (calls ?? []).filter((call) => (!mine || isMine(call)) && (!source || call.source === source));
  return (
    <main className="work">
      <div className="head">
        <h1 className="title">{text.activity.title}</h1>
        <span className="seg" role="group" aria-label={text.activity.who}>
          <button type="button" aria-pressed={mine} onClick={() => setMine(true)}>{text.activity.mine}</button>
          <button type="button" aria-pressed={!mine} onClick={() => setMine(false)}>{text.activity.everyone}</button>
        </span>
        <span className="grow" />
        <Select label={text.activity.source} before={<span className="m">{text.activity.source}</span>} value={source} onChange={setSource} options={[{ value: '', text: text.activity.all }, ...names.map((name) => ({ value: name, text: name }))]} />
      </div>
      {error && <Trouble title={text.activity.failed} error={error} />}
      {!calls && !error && <Skeleton rows={3} />}
      {calls && shown.length === 0 && <div className="empty-note"><p className="b">{text.activity.none}</p><p className="m">{text.activity.noneHint}</p></div>}
      {shown.length > 0 && <p className="row now"><b>{text.activity.now}</b><span className="f sm">{text.activity.calls(shown.length)}</span></p>}
      {shown.length > 0 && <Calls list={shown} />}
      <span className="grow" />
      <div className="foot"><output className="says"><b>{text.activity.calls(shown.length)}</b>{words && <span>{words}</span>}</output><span className="grow" /><span className="f note">{shown.length > 0 ? text.activity.keys : text.activity.updated}</span></div>
    </main>
  );
}

const isMine = (call: Call): boolean => call.actor !== undefined && call.actor !== null && call.actor.endsWith(`:${config.user.id}`);

function Calls({ list }: { list: Call[] }) {
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, list.length - 1);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Delete') void end(list[at]!);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      setChosen(Math.max(0, Math.min(list.length - 1, at + step)));
    }
  };
  return (
    <div className="scroll calls" tabIndex={0} role="region" aria-label={text.activity.now} onKeyDown={onKeyDown}>
      <table className="t fixed">
        <colgroup><col className="c-who" /><col className="c-source" /><col className="c-stage" /><col className="c-time" /><col className="c-rows" /><col /><col className="c-act" /></colgroup>
        <thead><tr><th>{text.activity.who}</th><th>{text.activity.source}</th><th>{text.activity.stage}</th><th className="r">{text.activity.time}</th><th className="r">{text.activity.rows}</th><th>{text.activity.query}</th><th><span className="unseen">{text.activity.cancel}</span></th></tr></thead>
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
    <tr aria-selected={chosen} onClick={choose}>
      <td className="ell">{who}</td><td className="ell">{call.source}</td><td className="m ell">{text.activity.stages[call.stage] ?? call.stage}</td>
      <td className="r b">{ticking(Math.max(0, Date.now() - Date.parse(call.started)))}</td><td className="r">{call.rows === null ? '' : count(call.rows)}</td>
      <td className="mono ell" title={call.query ?? ''}>{call.query}</td>
      <td className="r">{call.client_query_id && <button type="button" className={chosen ? 'btn sm stop' : 'btn sm'} aria-label={text.activity.cancelOf(who)} onClick={() => void end(call)}>{text.activity.cancel}{chosen && <Key>Del</Key>}</button>}</td>
    </tr>
  );
}

const whoOf = (call: Call): string => (isMine(call) ? config.user.name : call.actor || call.role || '');

async function end(call: Call): Promise<void> {
  if (!call.client_query_id) return;
  await cancel(call.client_query_id).then(() => say(text.activity.cancelled), (error: ApiError) => say(error.message));
}
