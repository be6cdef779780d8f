// draft.ts: a dashboard while it is edited: its tiles and filters, every step of the way to be undone, and one save of the
// whole. What is not changed stays as it was read, also what this version does not know. Pure.
import type { Dashboard, DashboardFields, Filter, Tile } from '../api/dashboards';
import { same } from './layout';

export interface State {
  name: string;
  tiles: Tile[];
  filters: Filter[];
}

export interface Draft {
  /** As it was read. */
  base: Dashboard;
  now: State;
  undo: State[];
  redo: State[];
  /** What the last step was of: steps of one kind in a row are one. */
  last: string | null;
}

export const draftOf = (base: Dashboard): Draft => ({ base, now: { name: base.name, tiles: base.tiles, filters: base.filters }, undo: [], redo: [], last: null });

/** Another state. With a `kind`, steps of that kind in a row are undone together. */
export function stepped(draft: Draft, part: Partial<State>, kind: string | null = null): Draft {
  const joined = kind !== null && kind === draft.last;
  return { ...draft, now: { ...draft.now, ...part }, undo: joined ? draft.undo : [...draft.undo, draft.now], redo: [], last: kind };
}

export function undone(draft: Draft): Draft {
  const before = draft.undo.at(-1);
  return before ? { ...draft, now: before, undo: draft.undo.slice(0, -1), redo: [...draft.redo, draft.now], last: null } : draft;
}

export function redone(draft: Draft): Draft {
  const next = draft.redo.at(-1);
  return next ? { ...draft, now: next, redo: draft.redo.slice(0, -1), undo: [...draft.undo, draft.now], last: null } : draft;
}

/**
 * What a save sends: the whole list of tiles; those that are not `there` have no id, and filters name them by their place in
 * the list. A new tile that was taken off again is set by no filter; one that is gone and may not be told of stays gone.
 */
export function fieldsOf({ base, now }: Draft, there: Tile[] = base.tiles): DashboardFields {
  const known = new Set<string | number>(there.map(({ id }) => id));
  const tiles = now.tiles.filter(({ id, markdown, saved_query_id }) => known.has(id) || markdown !== null || saved_query_id !== null);
  const at = new Map<string | number, number>(tiles.map(({ id }, n) => [id, n]));
  const named = (tile: string | number): (string | number)[] => (known.has(tile) || !at.has(tile) ? (isNew(String(tile)) ? [] : [tile]) : [at.get(tile)!]);
  return {
    ...(now.name !== base.name && { name: now.name }),
    filters: now.filters.map((filter) => ({ ...filter, ...(filter.sets && { sets: filter.sets.flatMap((set) => named(set.tile).map((tile) => ({ ...set, tile }))) }) })),
    tiles: tiles.map(({ id, place, overrides, markdown, saved_query_id }) => ({
      ...(known.has(id) && { id }), place, overrides, ...(markdown === null ? { saved_query_id } : { markdown }),
    })),
  };
}

/** What was edited while `sent` was being saved, on what is `stored` by now: there its new tiles have ids. Null: nothing was. */
export function rebased(sent: Draft, now: Draft, stored: Dashboard): Draft | null {
  if (now.now === sent.now) return null;
  const stays = new Set(stored.tiles.map(({ id }) => id));
  const before = new Set(sent.now.tiles.map(({ id }) => id));
  const ids = new Map<string | number, string>(sent.now.tiles.filter(({ id }) => !stays.has(id)).flatMap((tile) => {
    const made = stored.tiles.find(({ id, place }) => !before.has(id) && same(place, tile.place));
    return made ? [[tile.id, made.id]] : [];
  }));
  const tiles = now.now.tiles.map((tile) => ({ ...tile, id: ids.get(tile.id) ?? tile.id }));
  const filters = now.now.filters.map((filter) => ({ ...filter, ...(filter.sets && { sets: filter.sets.map((set) => ({ ...set, tile: ids.get(set.tile) ?? set.tile })) }) }));
  return stepped(draftOf(stored), { name: now.now.name, tiles, filters });
}

export const isNew = (id: string): boolean => id.startsWith('new ');

export type Change = { what: 'added' | 'removed' | 'moved' | 'changed'; kind: 'tile' | 'filter'; name: string } | { what: 'renamed'; kind: 'dashboard'; name: string };

/** How one state differs from another, by name. */
export function changesBetween(from: State, to: State, titleOf: (tile: Tile) => string): Change[] {
  const changes: Change[] = from.name === to.name ? [] : [{ what: 'renamed', kind: 'dashboard', name: to.name }];
  const old = new Map(from.tiles.map((tile) => [tile.id, tile]));
  for (const tile of to.tiles) {
    const before = old.get(tile.id);
    const what = !before ? 'added' : differs(partOf(before), partOf(tile)) ? 'changed' : differs(before.place, tile.place) ? 'moved' : null;
    if (what) changes.push({ what, kind: 'tile', name: titleOf(tile) });
    old.delete(tile.id);
  }
  for (const tile of old.values()) changes.push({ what: 'removed', kind: 'tile', name: titleOf(tile) });
  const filters = new Map(from.filters.map((filter) => [filter.name, filter]));
  for (const filter of to.filters) {
    const before = filters.get(filter.name);
    if (!before || differs(before, filter)) changes.push({ what: before ? 'changed' : 'added', kind: 'filter', name: filter.label ?? filter.name });
    filters.delete(filter.name);
  }
  for (const filter of filters.values()) changes.push({ what: 'removed', kind: 'filter', name: filter.label ?? filter.name });
  return changes;
}

const partOf = ({ overrides, markdown, saved_query_id }: Tile): unknown => [overrides, markdown, saved_query_id];

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b));

/** A database keeps the keys of an object in an order of its own. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(sorted)
    : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]))
      : value;
