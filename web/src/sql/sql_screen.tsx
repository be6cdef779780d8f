// sql_screen.tsx: tree, editor and result. Without a source it is the form for the first one; below 600 px the schema
// and the query take turns.
import type { Source } from '../api/types';
import { config } from '../config';
import { useStore } from '../lib/store';
import { useNarrow } from '../lib/use_narrow';
import { Icon } from '../parts/icon';
import { later } from '../parts/later';
import { TabList } from '../parts/tab_list';
import { Skeleton, Trouble } from '../parts/trouble';
import { narrowPane } from '../stores/panes';
import { loadSources, queryable, sources } from '../stores/sources';
import { firstQuery, started } from '../stores/start';
import { activeTab, changeTab, tabs } from '../stores/tabs';
import { text } from '../text';
import { SchemaSide } from '../tree/schema_side';
import { CheckNote } from './check_note';
import { DatabasePicker } from './database_picker';
import { EditorPane } from './editor_pane';
import { ErrorAlert } from './error_alert';
import { QueryBar } from './query_bar';
import { QueryTabs } from './query_tabs';
import { ResultPane } from './result_pane';
import { SqlDialog } from './show_sql';

const SourceForm = later(() => import('../sources/source_form').then((module) => module.SourceForm));

export function SqlScreen() {
  const { list, state, error } = useStore(sources);
  const ready = useStore(started);
  const narrow = useNarrow();
  const pane = useStore(narrowPane);
  const source = useStore(tabs, (value) => activeTab(value)?.source ?? '');
  if (state === 'failed' && list.length === 0) return <main className="work"><Trouble title={text.sources.failed} error={error!} retry={() => void loadSources()} /></main>;
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
        <CheckNote />
        <ErrorAlert />
        <ResultPane />
        {narrow && <BottomTabs />}
      </section>
      <SqlDialog />
    </main>
  );
}

function BottomTabs() {
  const pane = useStore(narrowPane);
  const items = [{ id: 'schema', label: text.narrow.schema }, { id: 'query', label: text.narrow.query }];
  return <TabList className="bottom" label={text.narrow.panes} items={items} active={pane} onSelect={(id) => narrowPane.set(id as 'schema' | 'query')} panels="narrow" />;
}

function FirstVisit() {
  const saved = async (source: Source): Promise<void> => {
    const tab = activeTab();
    if (tab && !tab.text) changeTab(tab.id, { source: source.id });
    await firstQuery([source]);
  };
  return (
    <div className="cols">
      <aside className="side">
        <div className="pick"><Icon name="database" /><span className="f">{text.picker.none}</span></div>
        <p className="help first-side">{text.picker.noneHelp}</p>
      </aside>
      <main className="work">
        <div className="first-visit">
          <div><h1>{text.form.first}</h1><p className="m">{text.form.firstHint}</p></div>
          {config.may.manage_sources ? <SourceForm source={null} first saved={(source) => void saved(source)} removed={() => undefined} /> : <p className="help">{text.form.noRight}</p>}
        </div>
      </main>
    </div>
  );
}
