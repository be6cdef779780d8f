// actions.tsx: what can be done with saved queries; buttons, keys and menus come here. Whatever was typed is never lost: a
// save that comes too late asks, a delete leaves the texts of open tabs.
import { ApiError } from '../api/client';
import { changeSaved, conflictOf, createSaved, dropSaved, type Saved, type SavedFields, type SavedRow } from '../api/saved';
import { chunk } from '../lib/chunk';
import { closeDialog, showDialog } from '../parts/dialog_place';
import { editor } from '../sql/actions';
import { variablesFor } from '../sql/values';
import { using } from '../stores/parts';
import { say } from '../stores/said';
import { loadSaved, savedList } from '../stores/saved';
import { activeTab, changeTab, isChanged, openTab, type Tab, tabOf, tabs } from '../stores/tabs';
import { ConflictDialog } from './conflict_dialog';
import { DiffDialog } from './diff_dialog';
import { baseOf, openSaved, takeBase, takeVersion } from './open';
import { RemoveDialog } from './remove_dialog';
import { type Naming, SaveDialog } from './save_dialog';
import { text } from '../text';
import { words } from './words';

const boards = chunk(() => import('../dashboards/board_dialog'), false);

/** What of a tab is saved; without a chart of its own the answer is a table. */
const fieldsOfTab = (tab: Tab): SavedFields => ({
  source_id: tab.source, kind: tab.language, text: tab.text, variables: variablesFor(tab.language, tab.text, tab), chart: tab.chart,
});

/** The active tab with all that was typed. */
function here(): Tab | undefined {
  editor.get()?.flush();
  return activeTab();
}

/** Saves over what the tab has open; the first time, and where that is somebody else's, it asks for a name. */
export async function save(): Promise<void> {
  const tab = here();
  if (!tab) return;
  if (!tab.saved?.mayChange) return saveAs(tab);
  last = last.then(() => saveChanges(tab.id), () => saveChanges(tab.id));
  await last;
}

/** One save follows the other, for it has to know the version that the one before has made. */
let last = Promise.resolve();

async function saveChanges(id: string): Promise<void> {
  const tab = tabOf(id);
  if (!tab?.saved) return;
  if (!isChanged(tab)) return say(words.unchanged(tab.saved.name));
  await saveOver(tab, tab.saved.version);
}

async function saveOver(tab: Tab, version: number): Promise<void> {
  say(words.saving);
  try {
    kept(tab.id, await changeSaved(tab.saved!.id, version, fieldsOfTab(tab)));
  } catch (error) {
    const current = conflictOf(error);
    say(current ? '' : (error as Error).message);
    if (current) askWhich(tab, current);
    else if (error instanceof ApiError && error.status === 404) saveAs(tab, words.gone);
  }
}

function askWhich(tab: Tab, current: Saved): void {
  const then = (act: (tab: Tab) => unknown) => (): void => {
    closeDialog();
    act(tabOf(tab.id) ?? tab);
  };
  showDialog(
    <ConflictDialog
      current={current} mine={tab.text} theirs={then((now) => takeTheirs(now.id, current))} both={then((now) => saveAs(now, '', words.mineOf(current.name)))}
      over={then((now) => void saveOver(now, current.version))}
    />,
  );
}

/** The tab has this saved query open from now on. What was typed since stays, and is not saved. */
function kept(tab: string, saved: Saved): void {
  const base = baseOf(saved);
  changeTab(tab, { saved: base, title: base.name, ...(tabOf(tab)?.text === base.text && { variables: base.variables }) });
  say(words.saved(base.name, base.version));
  void loadSaved();
}

export function saveAs(tab: Tab | undefined = here(), note = tab?.saved && !tab.saved.mayChange ? words.notYours(tab.saved.name) : '', name?: string): void {
  if (!tab) return;
  const start = { name: name ?? (isUntitled(tab) ? '' : tab.title), folder: tab.saved?.folder ?? '', description: tab.saved?.description ?? '' };
  const send = async (fields: Naming): Promise<void> => kept(tab.id, await createSaved({ ...fieldsOfTab(tabOf(tab.id) ?? tab), ...fields }));
  showDialog(<SaveDialog title={tab.saved ? words.saveCopy : words.save} note={note} start={start} send={send} />);
}

const isUntitled = ({ title }: Tab): boolean => title.startsWith(text.tabs.untitled(0).slice(0, -1));

export function compare(): void {
  const tab = here();
  if (!tab?.saved) return;
  const back = (): void => {
    closeDialog();
    revert(tab.id);
  };
  showDialog(<DiffDialog name={tab.saved.name} before={tab.saved.text} after={tab.text} revert={isChanged(tab) ? back : null} />);
}

function revert(tab: string): void {
  const base = tabOf(tab)?.saved;
  if (!base) return;
  takeBase(tab, base);
  say(words.reverted(base.name));
}

/** Theirs comes into the tab, and mine goes into one of its own. */
function takeTheirs(tab: string, current: Saved): void {
  const { saved: _, id: _id, place: _place, ...mine } = tabOf(tab)!;
  openTab({ ...mine, title: words.mineOf(current.name) });
  tabs.patch({ active: tab });
  takeVersion(tab, current);
}

export function rename(row: SavedRow): void {
  const send = async (fields: Naming): Promise<void> => {
    try {
      renamed(await changeSaved(row.id, row.version, fields), row.version);
    } catch (error) {
      void loadSaved();
      throw error;
    }
  };
  showDialog(<SaveDialog title={words.rename} note="" start={{ name: row.name, folder: row.folder, description: row.description ?? '' }} send={send} />);
}

export const renameHere = (): void => withRow((row) => rename(row));

/** As it is saved it becomes a tile; which dashboard's is asked. */
export const addToBoard = (row: SavedRow): void => void using(boards, (part) => part.askBoard(row));

export const addToBoardHere = (): void => withRow(addToBoard);

export const removeHere = (): void => withRow((row) => remove(row));

/** The list's entry of what the active tab has open. */
function withRow(act: (row: SavedRow) => void): void {
  const id = activeTab()?.saved?.id;
  void loadSaved().then((list) => {
    const row = list.find((each) => each.id === id);
    if (row) act(row);
    else say(words.gone);
  });
}

/**
 * A name or folder was changed: so it is in the tab that has it open. Whose text is older than the version that was renamed
 * stays at its own, so that a save does not go over what the tab has not seen.
 */
function renamed(saved: Saved, before: number): void {
  for (const { id, saved: base } of tabs.get().list)
    if (base?.id === saved.id) changeTab(id, { title: saved.name, saved: { ...base, name: saved.name, folder: saved.folder, description: saved.description ?? '', version: base.version === before ? saved.version : base.version } });
  say(words.renamed(saved.name));
  void loadSaved();
}

export function remove(row: SavedRow): void {
  const act = async (): Promise<void> => {
    try {
      await dropSaved(row.id, row.version);
      for (const tab of tabs.get().list) if (tab.saved?.id === row.id) changeTab(tab.id, { saved: undefined });
      say(words.removed(row.name));
    } catch (error) {
      say((error as Error).message);
    }
    closeDialog();
    await loadSaved();
  };
  showDialog(<RemoveDialog name={row.name} remove={() => void act()} />);
}

/** Opens it, or says why not. */
export async function open(id: string): Promise<boolean> {
  try {
    await openSaved(id);
    return true;
  } catch (error) {
    say(error instanceof ApiError && error.status === 404 ? `${words.gone}. ${words.goneHint}` : (error as Error).message);
    if (savedList.get().state === 'ready') void loadSaved();
    return false;
  }
}
