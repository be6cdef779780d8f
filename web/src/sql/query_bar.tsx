// query_bar.tsx: Run and Cancel in one place, the clock, the limit, values of $1, $2, and what else is done to a query.
import { useStore } from '../lib/store';
import { duration, ticking } from '../lib/format';
import { count } from '../lib/format';
import { mod, shift } from '../lib/keys';
import { useNarrow } from '../lib/use_narrow';
import { useNow } from '../lib/use_now';
import { Icon, Key } from '../parts/icon';
import { Menu } from '../parts/menu';
import { Select } from '../parts/select';
import { type Run, runOf, runs } from '../stores/runs';
import { activeTab, changeTab, limits, type Tab, tabs } from '../stores/tabs';
import { text } from '../text';
import { cancel, explain, format, parameterCount, run } from './actions';

export function QueryBar() {
  const tab = useStore(tabs, activeTab);
  const state = useStore(runs, (all) => runOf(tab?.id ?? '', all));
  const narrow = useNarrow();
  if (!tab) return null;
  return (
    <div className="bar" role="toolbar" aria-label={text.bar.label}>
      <RunButton running={state.state === 'running'} />
      <Clock run={state} />
      <Limit tab={tab} />
      <Parameters tab={tab} />
      <span className="grow" />
      {!narrow && <button type="button" className="btn bare" onClick={explain}>{text.bar.explain}</button>}
      {!narrow && <button type="button" className="btn bare" onClick={() => void format()}>{text.bar.format} <Key>{`${mod}${shift}F`}</Key></button>}
      <Menu label={text.bar.more} className={narrow ? 'btn icon' : 'btn bare icon'} items={[
        { label: text.bar.runAll, key: `${mod}${shift}⏎`, act: () => run(true) },
        ...(narrow ? [{ label: text.bar.explain, act: explain }, { label: text.bar.format, act: () => void format() }] : []),
      ]}><Icon name="ellipsis" /></Menu>
    </div>
  );
}

function RunButton({ running }: { running: boolean }) {
  if (running) return <button type="button" className="btn stop run" onClick={cancel}><Icon name="square" small solid />{text.bar.cancel} <Key>Esc</Key></button>;
  return <button type="button" className="btn pri run" onClick={() => run()}><Icon name="play" small solid />{text.bar.run} <Key>{`${mod}⏎`}</Key></button>;
}

/** The last duration stands where the clock ticks. It is not read out. */
function Clock({ run: { state, started, took } }: { run: Run }) {
  const running = state === 'running';
  const now = useNow(running, now10(started));
  if (running) return <span className="clock on" aria-hidden="true">{ticking(Math.max(0, now - started))}</span>;
  return <span className="clock" aria-hidden="true">{state === 'idle' ? '' : duration(took)}</span>;
}

/** Tenths for ten seconds, then seconds. */
const now10 = (started: number): number => (performance.now() - started < 10_000 ? 100 : 500);

function Limit({ tab }: { tab: Tab }) {
  const options = limits.map((limit) => ({ value: String(limit), text: count(limit) }));
  return <Select label={text.bar.limit} before={text.bar.limit} value={String(tab.limit)} options={options} onChange={(value) => changeTab(tab.id, { limit: Number(value) })} />;
}

function Parameters({ tab }: { tab: Tab }) {
  const set = (n: number, value: string): void => {
    const parameters = Array.from({ length: Math.max(n + 1, tab.parameters.length) }, (_, each) => tab.parameters[each] ?? null);
    parameters[n] = value === '' ? null : value;
    changeTab(tab.id, { parameters });
  };
  return (
    <>
      {Array.from({ length: Math.min(8, parameterCount(tab.text)) }, (_, n) => (
        <label key={n} className="var">
          <span aria-hidden="true">${n + 1}</span>
          <input aria-label={text.bar.parameter(`$${n + 1}`)} placeholder={text.bar.parameterUnset} value={tab.parameters[n] ?? ''} onInput={(event) => set(n, event.currentTarget.value)} />
        </label>
      ))}
    </>
  );
}
