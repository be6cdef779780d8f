// activity_screen.tsx: what goes on at the sources: running calls, mine or everybody's, connections, sums of past calls.
import { type ReactNode, useState } from 'react';
import { listCalls, listSessions, listStatistics } from '../api/routes';
import { useStore } from '../lib/store';
import { Select } from '../parts/select';
import { TabList } from '../parts/tab_list';
import { Skeleton, Trouble } from '../parts/trouble';
import { said } from '../stores/said';
import { Calls } from './calls';
import { SessionSums, StatisticsSums } from './sums';
import { type Polled, usePolled } from './use_polled';
import { words } from './words';

const parts = ['running', 'sessions', 'statistics'] as const;
type Part = (typeof parts)[number];

export function ActivityScreen() {
  const [part, setPart] = useState<Part>('running');
  const Shown = { running: RunningCalls, sessions: SessionsPart, statistics: StatisticsPart }[part];
  const tabs = <TabList className="list" label={words.parts} items={parts.map((id) => ({ id, label: words[id] }))} active={part} onSelect={(id) => setPart(id as Part)} panels="activity" />;
  return <main className="work"><Shown tabs={tabs} /></main>;
}

function RunningCalls({ tabs }: { tabs: ReactNode }) {
  const polled = usePolled(listCalls, 1000);
  const [mine, setMine] = useState(false);
  const [source, setSource] = useState('');
  const calls = polled.value ?? [];
  const names = [...new Set(calls.flatMap((call) => call.source ?? []))].sort();
  const shown = calls.filter((call) => (!mine || call.mine) && (!source || call.source === source));
  return (
    <>
      <div className="head">
        <h1 className="title">{words.title}</h1>
        <span className="seg" role="group" aria-label={words.who}>
          <button type="button" aria-pressed={mine} onClick={() => setMine(true)}>{words.mine}</button>
          <button type="button" aria-pressed={!mine} onClick={() => setMine(false)}>{words.everyone}</button>
        </span>
        <span className="grow" />
        <Select label={words.source} before={<span className="m">{words.source}</span>} value={source} onChange={setSource} options={[{ value: '', text: words.all }, ...names.map((name) => ({ value: name, text: name }))]} />
      </div>
      <Panel part="running" tabs={tabs} polled={polled} failed={words.failed} empty={shown.length === 0 && <Empty words={words.none} hint={words.noneHint} />}>
        <p className="row now"><b>{words.now}</b><span className="f sm">{words.calls(shown.length)}</span></p>
        <Calls list={shown} />
      </Panel>
      <Foot count={words.calls(shown.length)} note={shown.length > 0 ? words.keys : words.updated} />
    </>
  );
}

const SessionsPart = ({ tabs }: { tabs: ReactNode }) => (
  <SumsPart part="sessions" tabs={tabs} read={listSessions} Table={SessionSums} empty={<Empty words={words.noSessions} hint={words.noSessionsHint} />} />
);

const StatisticsPart = ({ tabs }: { tabs: ReactNode }) => (
  <SumsPart part="statistics" tabs={tabs} read={listStatistics} Table={StatisticsSums} empty={<Empty words={words.noStatistics} hint={words.noStatisticsHint} />} />
);

interface SumsProps<T> {
  part: Part;
  tabs: ReactNode;
  read: () => Promise<T[]>;
  Table: (props: { list: T[] }) => ReactNode;
  empty: ReactNode;
}

function SumsPart<T>({ part, tabs, read, Table, empty }: SumsProps<T>) {
  const polled = usePolled(read, 5000);
  const list = polled.value ?? [];
  return (
    <>
      <div className="head"><h1 className="title">{words.title}</h1></div>
      <Panel part={part} tabs={tabs} polled={polled} failed={words.unread} empty={list.length === 0 && empty}><Table list={list} /></Panel>
      <Foot count={words.lines(list.length)} note={words.updatedSeldom} />
    </>
  );
}

interface PanelProps {
  part: Part;
  tabs: ReactNode;
  polled: Polled<unknown>;
  failed: string;
  /** What stands here if there is nothing. */
  empty: ReactNode;
  children: ReactNode;
}

function Panel({ part, tabs, polled: { value, error }, failed, empty, children }: PanelProps) {
  return (
    <>
      <div className="rt first">{tabs}</div>
      <div className="pane" role="tabpanel" id={`activity-${part}`} aria-labelledby={`activity-tab-${part}`}>
        {error && <Trouble title={failed} error={error} />}
        {!value && !error && <Skeleton rows={3} />}
        {value !== null && (empty || children)}
      </div>
    </>
  );
}

const Empty = ({ words, hint }: { words: string; hint: string }) => <div className="empty-note"><p className="b">{words}</p><p className="m">{hint}</p></div>;

function Foot({ count, note }: { count: string; note: string }) {
  const words = useStore(said);
  return <div className="foot"><output className="says"><b>{count}</b>{words && <span>{words}</span>}</output><span className="grow" /><span className="f note">{note}</span></div>;
}
