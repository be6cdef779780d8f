// open.ts: a saved query in a tab.
import { readSaved, type Saved } from '../api/saved';
import type { ChartDocument } from '../chart/document';
import { forgetText } from '../editor/query_editor';
import { activate, editor } from '../sql/actions';
import { narrowPane } from '../stores/panes';
import { activeTab, changeTab, isChanged, openTab, type SavedBase, type Tab, tabOf, tabs } from '../stores/tabs';

export const baseOf = (saved: Saved): SavedBase => ({
  id: saved.id, version: saved.version, name: saved.name, folder: saved.folder, description: saved.description ?? '', mayChange: saved.may_change,
  text: saved.text, language: saved.kind, source: saved.source_id ?? '', variables: saved.variables, chart: saved.chart,
});

/** What a tab takes over from the saved query that it has open. */
const partOf = (base: SavedBase): Partial<Tab> => ({
  text: base.text, language: base.language, source: base.source, variables: base.variables, chart: chartOf(base.chart), title: base.name, saved: base,
});

/** An empty chart is none. */
const chartOf = (chart: unknown): ChartDocument | null => (chart && Object.keys(chart).length > 0 ? chart as ChartDocument : null);

const tabWith = (id: string): Tab | undefined => tabs.get().list.find((tab) => tab.saved?.id === id);

/** Shows the saved query: the tab that has it, else a new one. A newer version comes into a tab that has nothing unsaved. */
export async function openSaved(id: string): Promise<Tab> {
  editor.get()?.flush();
  const saved = await readSaved(id);
  const known = tabWith(id);
  if (known) {
    activate(known.id);
    if (!isChanged(known) && known.saved!.version !== saved.version) takeVersion(known.id, saved);
    else changeTab(known.id, { title: saved.name });
  } else openTab(partOf(baseOf(saved)));
  narrowPane.set('query');
  return activeTab()!;
}

/** The tab becomes what is saved; undo brings back what was there. */
export function takeVersion(tab: string, saved: Saved): void {
  takeBase(tab, baseOf(saved));
}

export function takeBase(tab: string, base: SavedBase): void {
  const view = editor.get();
  // A tab that has just been activated is shown a moment later: until then the editor has another one's text.
  if (view?.tab === tab) {
    if (view.content !== base.text) view.replaceAll(base.text);
    view.flush();
    if (tabOf(tab)?.language !== base.language) view.speak(base.language);
  } else forgetText(tab);
  changeTab(tab, partOf(base));
}
