// editor.tsx: what can be done with a dashboard while it is edited. Each is a step of the draft, to be undone; a save sends
// the whole at once, with the version that was read.
import { ApiError } from '../api/client';
import { changeDashboard, type Dashboard, type Filter, type Tile } from '../api/dashboards';
import { closeDialog, dialogIsOpen, showDialog } from '../parts/dialog_place';
import { Store } from '../lib/store';
import { say } from '../stores/said';
import { AddDialog, type NewTile } from './add_dialog';
import { ConflictDialog } from './conflict_dialog';
import { problemOf, RemoveDialog } from './dialogs';
import { changesBetween, type Draft, draftOf, fieldsOf, rebased, redone, type State, stepped, undone } from './draft';
import { draftOfBoard, keepDraft } from './drafts';
import { FilterDialog } from './filter_dialog';
import { freePlace, inOrder, placed, same } from './layout';
import { TileDialog } from './tile_dialog';
import type { TileEdit } from './tile_view';
import { titleOf } from './titles';
import { words } from './words';

export interface Editor {
  changes: number;
  mayUndo: boolean;
  mayRedo: boolean;
  saving: boolean;
  undo: () => void;
  redo: () => void;
  add: () => void;
  addFilter: () => void;
  openFilter: (filter: Filter) => void;
  discard: () => void;
  save: () => void;
  forTile: (tile: Tile, chosen: boolean) => TileEdit;
  onKey: (event: KeyboardEvent) => void;
}

const saving = new Store(false);

export function editorOf(dashboard: Dashboard, draft: Draft | null, setDashboard: (next: Dashboard) => void, choose: (tile: string) => void): Editor {
  const { id } = dashboard;
  const keep = (next: Draft): void => keepDraft(id, next);
  const step = stepOf(dashboard);
  const changes = draft ? changesBetween(stateOf(draft.base), draft.now, titleOf).length : 0;
  const editor: Editor = {
    changes, mayUndo: !!draft?.undo.length, mayRedo: !!draft?.redo.length, saving: saving.get(),
    undo: () => { if (draft) keep(undone(draft)); },
    redo: () => { if (draft) keep(redone(draft)); },
    add: () => showDialog(<AddDialog add={(part) => addTile(dashboard, part)} />),
    addFilter: () => openFilter(null, draft!, step),
    openFilter: (filter) => openFilter(filter, draft!, step),
    discard: () => discard(id, changes),
    save: () => { if (draft && changes > 0 && !saving.get()) void save(id, draft, draft.base, setDashboard); },
    forTile: (tile, chosen) => tileEdit(tile, chosen, choose, step),
    onKey: (event) => { if (!dialogIsOpen()) onKey(event, editor); },
  };
  return editor;
}

const stateOf = ({ name, tiles, filters }: Dashboard): State => ({ name, tiles, filters });

type Part = Partial<State>;
type Step = (change: (now: State) => Part, kind?: string | null) => void;

/** Changes are made to the draft as it is by then; an empty dashboard is edited from its first tile on. */
const stepOf = (dashboard: Dashboard): Step => (change, kind = null) => {
  const { id } = dashboard;
  const now = draftOfBoard(id) ?? draftOf({ ...dashboard, tiles: inOrder(dashboard.tiles) });
  const part = change(now.now);
  if (Object.keys(part).length > 0 || !draftOfBoard(id)) keepDraft(id, stepped(now, part, kind));
};

function onKey(event: KeyboardEvent, editor: Editor): void {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const inField = (event.target as HTMLElement).closest('input, textarea');
  const act = key === 's' ? editor.save : inField ? null : key === 'z' && event.shiftKey || key === 'y' ? editor.redo : key === 'z' ? editor.undo : null;
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function tileEdit(tile: Tile, chosen: boolean, choose: (tile: string) => void, step: Step): TileEdit {
  return {
    chosen, choose: () => choose(tile.id),
    move: (place, kind) => step(({ tiles }) => {
      if (drag?.kind !== kind) drag = { kind, tiles };
      const next = placed(kind.startsWith('drag') ? drag.tiles : tiles, tile.id, place);
      return next.every((each, n) => same(each.place, tiles[n]!.place)) ? {} : { tiles: next };
    }, kind),
    open: () => showDialog(<TileDialog tile={tile} apply={(part) => step(({ tiles }) => ({ tiles: tiles.map((each) => (each.id === tile.id ? { ...each, ...part } : each)) }))} />),
    remove: () => {
      step(({ tiles }) => ({ tiles: tiles.filter((each) => each.id !== tile.id) }));
      say(words.tookOff(titleOf(tile)));
      focusNeighbour();
    },
  };
}

/** A drag begins from how the tiles stood before it, so that those it has passed go back. */
let drag: { kind: string; tiles: Tile[] } | null = null;

let made = 0;

/** One large number needs little room. */
function newTile(tiles: Tile[], part: NewTile): Tile {
  const chart = part.saved?.chart as { type?: string } | null | undefined;
  const [w, h] = part.markdown !== null ? [4, 2] : chart?.type === 'number' ? [3, 1] : [6, 3];
  return { id: `new ${++made}`, place: freePlace(tiles, w, h), overrides: {}, state: 'ok', ...part };
}

/** A step of the draft, which this begins if there is none. */
export const addTile = (dashboard: Dashboard, part: NewTile): void => stepOf(dashboard)(({ tiles }) => {
  const tile = newTile(tiles, part);
  say(words.added(titleOf(tile)));
  focusLast();
  return { tiles: [...tiles, tile] };
});

/** Tiles are found by their names; the last one is the new one. */
const focusLast = (): void => void requestAnimationFrame(() => [...document.querySelectorAll<HTMLElement>('.tile')].at(-1)?.focus());
const focusNeighbour = (): void => void requestAnimationFrame(() => (document.querySelector<HTMLElement>('.tile') ?? document.querySelector<HTMLElement>('.board .btn'))?.focus());

function openFilter(filter: Filter | null, { now }: Draft, step: Step): void {
  showDialog(<FilterDialog filter={filter} filters={now.filters} tiles={now.tiles}
    apply={(next) => step(({ filters }) => ({ filters: filter ? filters.map((each) => (each.name === filter.name ? next : each)) : [...filters, next] }))}
    remove={filter && (() => step(({ filters }) => ({ filters: filters.filter((each) => each.name !== filter.name) })))} />);
}

function discard(id: string, changes: number): void {
  if (changes === 0) return keepDraft(id, null);
  showDialog(<RemoveDialog title={words.discardTitle} text={words.discardText(changes)} action={words.discard} keep={words.keepEditing} act={() => { keepDraft(id, null); closeDialog(); }} />);
}

/** `there` is the dashboard that the save takes the place of. What is edited meanwhile stays a draft. */
async function save(id: string, draft: Draft, there: Dashboard, setDashboard: (next: Dashboard) => void): Promise<void> {
  saving.set(true);
  try {
    const next = await changeDashboard(id, there.version, fieldsOf(draft, there.tiles));
    const now = draftOfBoard(id);
    keepDraft(id, now && rebased(draft, now, next));
    setDashboard(next);
    say(words.saved);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const current = error.status === 409 ? (error.current as Dashboard | null) : null;
    if (current) showConflict(id, draftOfBoard(id) ?? draft, current, setDashboard);
    else say(problemOf(error));
  } finally {
    saving.set(false);
  }
}

function showConflict(id: string, draft: Draft, current: Dashboard, setDashboard: (next: Dashboard) => void): void {
  showDialog(<ConflictDialog draft={draft} current={current}
    theirs={() => { keepDraft(id, null); setDashboard(current); closeDialog(); }}
    mine={() => { closeDialog(); void save(id, draft, current, setDashboard); }} />);
}
