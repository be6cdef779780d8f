// sql_screen.tsx: tree, editor and result. Without a source it is the form for the first one; below 600 px the schema
// and the query take turns.
import { useEffect, useState } from 'react';
import { useStore } from '../lib/store';
import { useNarrow } from '../lib/use_narrow';
import { later } from '../parts/later';
import { TabList } from '../parts/tab_list';
import { Skeleton, Trouble } from '../parts/trouble';
import { hrefOf, type Route, route, showAddress } from '../route';
import { narrowPane, type SidePane, sidePane, showVariables, sidePanes } from '../stores/panes';
import { runOf, runs } from '../stores/runs';
import { loadSources, queryable, sources } from '../stores/sources';
import { started } from '../stores/start';
import { activeTab, tabs } from '../stores/tabs';
import { text } from '../text';
import { SchemaSide } from '../tree/schema_side';
import { found } from './check';
import { DatabasePicker } from './database_picker';
import { EditorPane } from './editor_pane';
import { ErrorAlert } from './error_alert';
import { openLink } from './keeping';
import { QueryBar } from './query_bar';
import { QueryTabs } from './query_tabs';
import { ResultPane } from './result_pane';

const SavedSide = later(() => import('../saved/saved_side').then((module) => module.SavedSide));
const FirstVisit = later(() => import('../sources/first_visit').then((module) => module.FirstVisit), false);
const VariablesForm = later(() => import('./variables_form').then((module) => module.VariablesForm));
const CheckNote = later(() => import('./check_note').then((module) => module.CheckNote));

export function SqlScreen() {
  const { list, state, error } = useStore(sources);
  const ready = useStore(started);
  const narrow = useNarrow();
  const pane = useStore(narrowPane);
  const side = useStore(sidePane);
  const shown = narrow && pane !== 'query' ? pane : side;
  const source = useStore(tabs, (value) => activeTab(value)?.source ?? '');
  const active = useStore(tabs, (value) => value.active);
  const failed = useStore(runs, (all) => runOf(active, all).failure !== null);
  const checked = useStore(found) !== null;
  const variables = useStore(showVariables);
  useAddress();
  if (state === 'failed' && list.length === 0) return <main className="work"><Trouble title={text.sourcesFailed} error={error!} retry={() => void loadSources()} /></main>;
  if (!ready) return <div className="cols"><aside className="side"><div className="pick" /><Skeleton rows={10} /></aside><main className="work" /></div>;
  if (queryable(list).length === 0) return <FirstVisit />;
  return (
    <main className="cols sql">
      <h1 className="unseen">{text.nav.sql}</h1>
      {(!narrow || pane !== 'query') && (
        <section className="side" aria-label={text.narrow[shown]} id={`narrow-${shown}`}>
          {!narrow && <DatabasePicker />}
          {!narrow && <TabList className="rt list sides" label={text.narrow.side} items={sidePanes.map((id) => ({ id, label: text.narrow[id] }))} active={shown} onSelect={(id) => sidePane.set(id as SidePane)} panels="side" />}
          <div className="sidepane" role={narrow ? undefined : 'tabpanel'} id={`side-${shown}`} aria-labelledby={narrow ? undefined : `side-tab-${shown}`}>
            {shown === 'saved' ? <SavedSide /> : <SchemaSide source={source} key={source} />}
          </div>
          {narrow && <BottomTabs />}
        </section>
      )}
      <section className="work" aria-label={text.narrow.query} id="narrow-query" hidden={narrow && pane !== 'query'}>
        <QueryTabs />
        <QueryBar />
        {variables && <VariablesForm />}
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
  const items = [...sidePanes, 'query' as const].map((id) => ({ id, label: text.narrow[id] }));
  return <TabList className="bottom" label={text.narrow.panes} items={items} active={pane} onSelect={(id) => narrowPane.set(id as SidePane | 'query')} panels="narrow" />;
}

/** A link that came with the address is opened once; from then on the address says what the active tab has open. */
function useAddress(): void {
  const ready = useStore(started);
  const now = useStore(route);
  const saved = useStore(tabs, (state) => activeTab(state)?.saved?.id ?? '');
  const [opened, setOpened] = useState<Route | null>(null);
  useEffect(() => {
    if (ready && now.opens) void openLink(now.opens, now.item).then(() => setOpened(now));
  }, [ready, now]);
  useEffect(() => {
    if (ready && (!now.opens || opened === now)) showAddress(saved ? hrefOf('saved', saved) : hrefOf('sql'));
  }, [ready, now, opened, saved]);
}
