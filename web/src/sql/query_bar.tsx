// query_bar.tsx: Run and Cancel in one place, the clock, the limit, values of $1, $2, and what else is done to a query.
import { useStore } from '../lib/store';
import { duration, ticking } from '../lib/format';
import { count } from '../lib/format';
import { mod, shift, withMod } from '../lib/keys';
import { useMiddle, useNarrow } from '../lib/use_narrow';
import { useNow } from '../lib/use_now';
import { Icon, Key } from '../parts/icon';
import { Menu } from '../parts/menu';
import { Select } from '../parts/select';
import { showVariables } from '../stores/panes';
import { type Run, runOf, runs } from '../stores/runs';
import { activeTab, changeTab, languages, limits, type Tab, tabs } from '../stores/tabs';
import { text } from '../text';
import { cancel, explain, format, run, showSql, speak } from './actions';
import { addToBoard, compare, remove, rename, save, saveAs, share, showHistory } from './keeping';
import { fieldsOf, variableOf } from './values';
import { VariableField } from './variable_field';

export function QueryBar() {
  const tab = useStore(tabs, activeTab);
  const state = useStore(runs, (all) => runOf(tab?.id ?? '', all));
  const narrow = useNarrow();
  // Beside the values of variables there is no room for words, unless the window is wide.
  const valued = tab !== undefined && fieldsOf(tab.language, tab.text).length > 0;
  const short = useMiddle() && (narrow || valued);
  if (!tab) return null;
  return (
    <div className="bar" role="toolbar" aria-label={text.bar.label}>
      <RunButton running={state.state === 'running'} />
      <Clock run={state} />
      <LanguageSwitch tab={tab} />
      <Limit tab={tab} />
      <Values tab={tab} />
      <span className="grow" />
      {!short && tab.language === 'hogql' && <button type="button" className="btn bare" onClick={showSql}>{text.bar.showSql}</button>}
      {!short && <button type="button" className="btn bare" onClick={explain}>{text.bar.explain}</button>}
      {!short && <button type="button" className="btn bare" onClick={format}>{text.bar.format}{!valued && <> <Key>{`${mod}${shift}F`}</Key></>}</button>}
      <Menu label={text.bar.more} className={narrow ? 'btn icon' : 'btn bare icon'} items={[
        { label: text.bar.runAll, key: `${mod}${shift}⏎`, act: () => run(true) },
        ...(narrow ? [{ label: text.tabs.save, act: save }, { label: text.tabs.share, act: share }, { label: text.tabs.history, act: showHistory }] : []),
        ...(tab.saved ? [
          { label: text.tabs.compare, act: compare }, { label: text.tabs.saveAs, key: `${mod}${shift}S`, act: saveAs }, { label: text.tabs.addToBoard, act: addToBoard },
          ...(tab.saved.mayChange ? [{ label: text.tabs.renameSaved, act: rename }, { label: text.tabs.removeSaved, act: remove }] : []),
        ] : []),
        ...(tab.language === 'hogql' && short ? [{ label: text.bar.showSql, act: showSql }] : []),
        ...(short ? [{ label: text.bar.explain, act: explain }, { label: text.bar.format, act: format }] : []),
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

/** Of $1, $2 or {name}: a field for each, and what they are in a form of its own. */
function Values({ tab }: { tab: Tab }) {
  const open = useStore(showVariables);
  const fields = fieldsOf(tab.language, tab.text);
  if (fields.length === 0) return null;
  const set = (name: string, value: string): void => changeTab(tab.id, { values: { ...tab.values, [name]: value === '' ? null : value } });
  return (
    <span className="varrow" onKeyDown={(event) => { if (event.key === 'Enter' && !withMod(event) && event.target instanceof HTMLInputElement) run(); }}>
      {!open && fields.slice(0, 8).map((name) => <VariableField key={name} field={name} variable={variableOf(name, tab.variables)} value={tab.values[name]} set={(value) => set(name, value)} />)}
      <button type="button" className="btn bare" aria-expanded={open} aria-controls="variables" onClick={() => showVariables.set(!open)}>{text.bar.variables}</button>
    </span>
  );
}
