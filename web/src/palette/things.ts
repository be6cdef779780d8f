// things.ts: what the palette finds: actions, screens, open tabs, saved queries, dashboards, the tables of the database
// in use.
import { type DashboardRow, listDashboards } from '../api/dashboards';
import type { SavedRow } from '../api/saved';
import { config } from '../config';
import { mod, shift } from '../lib/keys';
import { Store } from '../lib/store';
import { go, route, screens } from '../route';
import { open } from '../saved/actions';
import { logOut } from '../shell/log_out';
import { showKeys } from '../shell/show_keys';
import { activate, add, editor, explain, format, insertName, preview, run, showSql, speak } from '../sql/actions';
import { addToBoard, compare, remove, rename, save, saveAs, share, showHistory } from '../sql/keeping';
import { showSide, showVariables } from '../stores/panes';
import { schemaOf } from '../stores/schema';
import { savedList } from '../stores/saved';
import { switchTheme, theme } from '../stores/theme';
import { activeTab, languages, tabs } from '../stores/tabs';
import { text } from '../text';
import type { Thing } from './match';
import { words } from './words';

export interface Found extends Thing {
  kind: 'action' | 'screen' | 'tab' | 'saved' | 'dashboard' | 'table';
  /** What stands beside its name. */
  about?: string;
  key?: string;
  act: () => void;
  /** What ⌘⏎ does. */
  other?: () => void;
}

/** On the screen of SQL, as soon as that has its editor. */
const onSql = (act: () => void) => (): void => {
  if (route.get().screen === 'sql' && editor.get()) return act();
  go('sql');
  const stop = editor.subscribe(() => {
    if (!editor.get()) return;
    stop();
    setTimeout(act);
  });
};

const action = (name: string, act: () => void, key?: string): Found => ({ kind: 'action', name, act, key, rank: 1 });

function actions(): Found[] {
  const tab = activeTab();
  const here = [
    action(words.run, onSql(() => run()), `${mod}⏎`), action(words.runAll, onSql(() => run(true)), `${mod}${shift}⏎`), action(words.newQuery, onSql(add)),
    action(text.tabs.save, onSql(save), `${mod}S`), action(text.tabs.saveAs, onSql(saveAs), `${mod}${shift}S`), action(text.tabs.share, onSql(share)),
    action(text.tabs.history, onSql(showHistory), `${mod}H`), action(text.bar.format, onSql(format), `${mod}${shift}F`), action(text.bar.explain, onSql(explain)),
    action(words.variables, onSql(() => showVariables.set(true))), action(words.schema, onSql(() => showSide('schema')), `${mod}P`), action(words.saved, onSql(() => showSide('saved'))),
    ...languages.filter((each) => each !== tab?.language).map((each) => action(words.language(text.bar.languages[each]), onSql(() => speak(each)))),
    ...(tab?.language === 'hogql' ? [action(text.bar.showSql, onSql(showSql))] : []),
  ];
  const kept = tab?.saved ? [action(text.tabs.compare, onSql(compare)), action(text.tabs.addToBoard, onSql(addToBoard)), ...(tab.saved.mayChange ? [action(text.tabs.renameSaved, onSql(rename)), action(text.tabs.removeSaved, onSql(remove))] : [])] : [];
  return [...here, ...kept, action(text.nav.keys, showKeys, '?'), action(theme.get() === 'dark' ? text.nav.toLight : text.nav.toDark, switchTheme), ...(config.logout ? [action(text.nav.logOut, () => void logOut())] : [])];
}

const screensFound = (): Found[] => screens.filter(({ ready }) => ready).map(({ name }) => ({ kind: 'screen', name: text.nav[name], act: () => go(name), rank: 2 }));

const tabsFound = (): Found[] => tabs.get().list.map((tab) => ({ kind: 'tab', name: tab.title, act: onSql(() => activate(tab.id)), rank: 3 }));

const savedFound = (list: SavedRow[]): Found[] =>
  list.map((row) => ({ kind: 'saved', name: row.name, about: [row.folder, row.source].filter(Boolean).join(' · '), act: onSql(() => void open(row.id)), rank: 0 }));

/** Read whenever the palette opens; those of before are there meanwhile. */
export const boards = new Store<DashboardRow[]>([]);

export const loadBoards = (): Promise<void> => listDashboards().then(boards.set, () => undefined);

const boardsFound = (): Found[] => boards.get().map(({ id, name, folder }) => ({ kind: 'dashboard', name, about: folder, act: () => go('dashboards', id), rank: 0 }));

function tablesFound(): Found[] {
  const source = activeTab()?.source ?? '';
  return schemaOf(source).tables.map((table) => ({
    kind: 'table', name: table.sql_name.includes('.') ? table.sql_name : table.table_name, about: table.sql_name.includes('.') ? '' : table.schema_name, rank: 0,
    act: onSql(() => preview(source, table)), other: onSql(() => insertName(table.sql_name)),
  }));
}

/** Made when the palette opens, and again when the saved queries are there. */
export const things = (): Found[] => [...savedFound(savedList.get().list), ...boardsFound(), ...tablesFound(), ...actions(), ...screensFound(), ...tabsFound()];

/** What is offered before anything is typed. */
export const atFirst = (): Found[] => [...tabsFound(), ...savedFound(savedList.get().list).slice(0, 10), ...boardsFound().slice(0, 10), ...screensFound(), ...actions()];
