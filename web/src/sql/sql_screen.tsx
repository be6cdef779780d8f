// sql_screen.tsx: tree, editor and result. Without a source it is the form for the first one; below 600 px the schema
// and the query take turns.
import { useStore } from '../lib/store';
import { useNarrow } from '../lib/use_narrow';
import { later } from '../parts/later';
import { TabList } from '../parts/tab_list';
import { Skeleton, Trouble } from '../parts/trouble';
import { narrowPane } from '../stores/panes';
import { runOf, runs } from '../stores/runs';
import { loadSources, queryable, sources } from '../stores/sources';
import { started } from '../stores/start';
import { activeTab, tabs } from '../stores/tabs';
import { text } from '../text';
import { SchemaSide } from '../tree/schema_side';
import { found } from './check';
import { DatabasePicker } from './database_picker';
import { EditorPane } from './editor_pane';
import { QueryBar } from './query_bar';
import { QueryTabs } from './query_tabs';
import { ResultPane } from './result_pane';

const FirstVisit = later(() => import('../sources/first_visit').then((module) => module.FirstVisit), false);
const ErrorAlert = later(() => import('./error_alert').then((module) => module.ErrorAlert));
const CheckNote = later(() => import('./check_note').then((module) => module.CheckNote));

export function SqlScreen() {
  const { list, state, error } = useStore(sources);
  const ready = useStore(started);
  const narrow = useNarrow();
  const pane = useStore(narrowPane);
  const source = useStore(tabs, (value) => activeTab(value)?.source ?? '');
  const active = useStore(tabs, (value) => value.active);
  const failed = useStore(runs, (all) => runOf(active, all).failure !== null);
  const checked = useStore(found) !== null;
  if (state === 'failed' && list.length === 0) return <main className="work"><Trouble title={text.sourcesFailed} error={error!} retry={() => void loadSources()} /></main>;
  if (!ready) return <div className="cols"><aside className="side"><div className="pick" /><Skeleton rows={10} /></aside><main className="work" /></div>;
  if (queryable(list).length === 0) return <FirstVisit />;
  return (
    <main className="cols sql">
      <h1 className="unseen">{text.nav.sql}</h1>
      {(!narrow || pane === 'schema') && (
        <section className="side" aria-label={text.narrow.schema} id="narrow-schema">
          {!narrow && <DatabasePicker />}
          <SchemaSide source={source} key={source} />
          {narrow && <BottomTabs />}
        </section>
      )}
      <section className="work" aria-label={text.narrow.query} id="narrow-query" hidden={narrow && pane !== 'query'}>
        <QueryTabs />
        <QueryBar />
        <EditorPane />
        {checked && <CheckNote />}
        {failed && <ErrorAlert />}
        <ResultPane />
        {narrow && <BottomTabs />}
      </section>
    </main>
  );
}

function BottomTabs() {
  const pane = useStore(narrowPane);
  const items = [{ id: 'schema', label: text.narrow.schema }, { id: 'query', label: text.narrow.query }];
  return <TabList className="bottom" label={text.narrow.panes} items={items} active={pane} onSelect={(id) => narrowPane.set(id as 'schema' | 'query')} panels="narrow" />;
}
