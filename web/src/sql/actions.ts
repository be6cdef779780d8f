// actions.ts: what can be done on the SQL screen; buttons, keys and menus all come here.
import type { Table } from '../api/types';
import type { QueryEditor } from '../editor/query_editor';
import { forgetText } from '../editor/query_editor';
import { chunk } from '../lib/chunk';
import { Store } from '../lib/store';
import { narrowPane, showPane } from '../stores/panes';
import { using } from '../stores/parts';
import { cancelRun, forgetRun, patchRun, refuseRun, runOf, startRun, type Statement } from '../stores/runs';
import { say } from '../stores/said';
import { queryable, sourceOf, sources } from '../stores/sources';
import { previewOf, toRun } from '../stores/start';
import { activateTab, activeTab, changeTab, closeTab, type Language, openTab, type Tab, tabs, tabOf } from '../stores/tabs';
import { text } from '../text';
import { paramsFor } from './values';

/** The editor while the screen has one. */
export const editor = new Store<QueryEditor | null>(null);

/** Runs the selection, else the statement at the caret; or all statements. */
export function run(all = false): void {
  const tab = activeTab();
  const view = editor.get();
  if (!tab || !view) return;
  view.flush();
  view.markError(null);
  if (!sourceOf(tab.source)) {
    refuseRun(tab.id, text.picker.gone, text.picker.goneHint);
    return;
  }
  const statements = view.statements(all);
  if (statements.length === 0) {
    refuseRun(tab.id, text.empty.message, text.empty.hint);
    return;
  }
  runStatements(tab.id, statements, tab.limit);
}

function runStatements(id: string, statements: Statement[], limit: number): void {
  const tab = tabOf(id)!;
  const source = sourceOf(tab.source);
  if (!source) return;
  say('');
  const { language } = tab;
  void startRun(id, { source, language, statements, limit, params: (statement) => paramsFor(language, statement.text, tab) });
}

export const cancel = (): void => void cancelRun(tabs.get().active);

/** The shown result once more, with another limit. */
export function rerun(limit: number): void {
  const { active } = tabs.get();
  const statement = runOf(active).results[runOf(active).shown]?.statement;
  if (!statement) return;
  changeTab(active, { limit });
  runStatements(active, [statement], limit);
}

export function close(id: string): void {
  editor.get()?.flush();
  forgetRun(id);
  closeTab(id);
  forgetText(id);
}

export function activate(id: string): void {
  editor.get()?.flush();
  activateTab(id);
}

/** On the database of the active tab; if that is gone, on the first one. */
export function add(): void {
  editor.get()?.flush();
  const here = activeTab()?.source ?? '';
  openTab({ source: sourceOf(here) ? here : queryable(sources.get().list)[0]?.id ?? here });
  narrowPane.set('query');
  editor.get()?.focus();
}

/** The language of the active tab: its text stays, and is read anew. */
export function speak(language: Language): void {
  const tab = activeTab();
  if (!tab || tab.language === language) return;
  changeTab(tab.id, { language });
  editor.get()?.speak(language);
}

/** Another database for the active tab; what ran on the one before stays until the next run, marked as old. */
export function choose(source: string): void {
  const tab = activeTab();
  if (!tab || tab.source === source) return;
  changeTab(tab.id, { source });
  if (runOf(tab.id).results.length > 0) patchRun(tab.id, { stale: true });
}

export function insertName(table: string): void {
  narrowPane.set('query');
  editor.get()?.insert(table);
}

/** A text that stands elsewhere, in a tab of its own: the one that has it already, else a new one. */
export function openAsTab(part: Pick<Tab, 'text' | 'language' | 'source'> & Partial<Tab>, andRun: boolean): void {
  editor.get()?.flush();
  const known = tabs.get().list.find((tab) => tab.text === part.text && tab.source === part.source && tab.language === part.language);
  if (known) activate(known.id);
  else openTab({ ...part, ...(!sourceOf(part.source) && { source: activeTab()?.source ?? '' }) });
  narrowPane.set('query');
  if (andRun) toRun.set(tabs.get().active);
  else editor.get()?.focus();
}

/** The first 100 rows of a table, in a tab of their own. */
export const preview = (source: string, table: Table): void =>
  openAsTab({ source, language: 'sql', text: previewOf(table.sql_name), title: table.table_name, limit: 100 }, true);

const formatter = chunk(() => import('../editor/format'));

export const format = (): void => void using(formatter, ({ formatSql }) => {
  const view = editor.get();
  if (!view) return;
  const formatted = formatSql(view.content, activeTab()?.language ?? 'sql');
  if (formatted === null) say(text.bar.noFormat);
  else if (formatted !== view.content) view.replaceAll(formatted);
});

const printer = chunk(() => import('./show_sql'));

/** The SQL that the HogQL at the caret becomes, over the page. */
export const showSql = (): void => void using(printer, (part) => part.showSql());

export function goToError(): void {
  if (!editor.get()?.goToError()) editor.get()?.focus();
}

/** Counts how often a plan was asked for, so that the tab that shows it asks anew. */
export const explained = new Store(0);

export function explain(): void {
  showPane(tabs.get().active, 'plan');
  explained.set((times) => times + 1);
}
