// app.tsx: the navigation, and the screen that the URL says. The page is ready when its first screen is.
import { useEffect } from 'react';
import { fetchAhead } from './lib/chunk';
import { useStore } from './lib/store';
import { useNarrow } from './lib/use_narrow';
import { DialogPlace } from './parts/dialog_place';
import { IconSprite } from './parts/icon';
import { later } from './parts/later';
import { route } from './route';
import { Nav } from './shell/nav';
import { onPageKey } from './shell/page_keys';
import { DatabasePicker } from './sql/database_picker';
import { SqlScreen } from './sql/sql_screen';
import { say } from './stores/said';
import { start, started } from './stores/start';
import { text } from './text';

const ActivityScreen = later(() => import('./activity/activity_screen').then((module) => module.ActivityScreen));
const DashboardsScreen = later(() => import('./dashboards/dashboards_screen').then((module) => module.DashboardsScreen));
const SourcesScreen = later(() => import('./sources/sources_screen').then((module) => module.SourcesScreen));

export function App() {
  const { screen } = useStore(route);
  const ready = useStore(started);
  const narrow = useNarrow();
  useEffect(() => {
    void start();
    addEventListener('keydown', onPageKey);
    return () => removeEventListener('keydown', onPageKey);
  }, []);
  useEffect(() => {
    document.title = `${text.nav[screen]} · ${text.product}`;
    say('');
  }, [screen]);
  useEffect(() => {
    if (!ready) return;
    requestAnimationFrame(() => {
      document.body.dataset.ready = String(Math.round(performance.now()));
      fetchAhead();
    });
  }, [ready]);
  return (
    <div className="app">
      <IconSprite />
      <Nav>{narrow && screen === 'sql' && <DatabasePicker />}</Nav>
      {screen === 'sources' ? <SourcesScreen /> : screen === 'activity' ? <ActivityScreen /> : screen === 'dashboards' ? <DashboardsScreen /> : <SqlScreen />}
      <DialogPlace />
    </div>
  );
}
