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
import { activeTab, changeTab, languages, limits, type Tab, tabs } from '../stores/tabs';
import { text } from '../text';
import { cancel, explain, format, run, showSql, speak } from './actions';
import { fieldsOf } from './values';

export function QueryBar() {
  const tab = useStore(tabs, activeTab);
  const state = useStore(runs, (all) => runOf(tab?.id ?? '', all));
  const narrow = useNarrow();
  if (!tab) return null;
  return (
    <div className="bar" role="toolbar" aria-label={text.bar.label}>
      <RunButton running={state.state === 'running'} />
      <Clock run={state} />
      <LanguageSwitch tab={tab} />
      <Limit tab={tab} />
      <Values tab={tab} />
      <span className="grow" />
      {!narrow && tab.language === 'hogql' && <button type="button" className="btn bare" onClick={showSql}>{text.bar.showSql}</button>}
      {!narrow && <button type="button" className="btn bare" onClick={explain}>{text.bar.explain}</button>}
      {!narrow && <button type="button" className="btn bare" onClick={format}>{text.bar.format} <Key>{`${mod}${shift}F`}</Key></button>}
      <Menu label={text.bar.more} className={narrow ? 'btn icon' : 'btn bare icon'} items={[
        { label: text.bar.runAll, key: `${mod}${shift}⏎`, act: () => run(true) },
        ...(tab.language === 'hogql' && narrow ? [{ label: text.bar.showSql, act: showSql }] : []),
        ...(narrow ? [{ label: text.bar.explain, act: explain }, { label: text.bar.format, act: format }] : []),
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

function LanguageSwitch({ tab }: { tab: Tab }) {
  return (
    <span className="seg" role="group" aria-label={text.bar.language}>
      {languages.map((language) => (
        <button key={language} type="button" aria-pressed={language === tab.language} onClick={() => speak(language)}>{text.bar.languages[language]}</button>
      ))}
    </span>
  );
}

/** Of $1, $2 or {name}: a field for each. */
function Values({ tab }: { tab: Tab }) {
  const set = (name: string, value: string): void => changeTab(tab.id, { values: { ...tab.values, [name]: value === '' ? null : value } });
  return (
    <>
      {fieldsOf(tab.language, tab.text).slice(0, 8).map((name) => (
        <label key={name} className="var">
          <span aria-hidden="true">{name}</span>
          <input aria-label={text.bar.parameter(name)} placeholder={text.bar.parameterUnset} value={tab.values[name] ?? ''} onInput={(event) => set(name, event.currentTarget.value)} />
        </label>
      ))}
    </>
  );
}
