// filters.ts: the filters of a dashboard: their values in the URL, which tiles they reach, what a click on a mark sets. A
// value that is not among those to choose from is applied like any other. Pure.
import type { Dashboard, Filter, FilterValues, Tile } from '../api/dashboards';
import type { Variable } from '../api/saved';
import type { Value } from '../api/types';
import type { Picked } from '../chart/places';

/** In the URL null is "~"; a text that begins so has it twice. */
const toUrl = (value: Value): string => (value === null ? '~' : String(value).replace(/^~/, '~~'));
const fromUrl = (text: string): Value => (text === '~' ? null : text.replace(/^~~/, '~'));

/** The values that the URL has. Those of no filter stay in it, for a filter may come back. */
export function valuesIn(search: string, filters: Filter[]): FilterValues {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries(filters.flatMap((filter) => {
    const text = parameters.get(filter.name);
    return text === null ? [] : [[filter.name, typed(filter, fromUrl(text))]];
  }));
}

/** The URL's part with one value set, or, undefined, taken off: then the filter's default counts. */
export function searchWith(search: string, name: string, value: Value | undefined): string {
  const parameters = new URLSearchParams(search);
  if (value === undefined) parameters.delete(name);
  else parameters.set(name, toUrl(value));
  return parameters.toString();
}

/** A text as a value of the filter's type; what is none stays a text, and the database says what is wrong with it. */
export function typed({ type }: Pick<Filter, 'type'>, value: Value): Value {
  if (typeof value !== 'string') return value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return type === 'number' && keepsDigits(value) ? Number(value) : value;
}

/** Is it a number that JavaScript's has all digits of? */
const keepsDigits = (text: string): boolean =>
  text.trim() !== '' && Number.isFinite(Number(text)) && (Number.isSafeInteger(Number(text)) || text.replace(/e.*|\D/gi, '').length <= 15);

/** What was typed for variables, as values of their types. */
export const typedValues = (variables: Variable[], values: FilterValues): FilterValues => Object.fromEntries(Object.entries(values).map(([name, value]) => {
  const variable = variables.find((each) => each.name === name);
  return [name, variable ? typed(variable, value) : value];
}));

/** The value that counts; undefined: the tiles' own defaults do. */
export const valueOf = (filter: Filter, values: FilterValues): Value | undefined => (Object.hasOwn(values, filter.name) ? values[filter.name] : filter.default);

/** The variables of a tile that a filter sets. */
export function setsOf(filter: Filter, tile: Tile): string[] {
  const known = tile.saved?.variables.map(({ name }) => name) ?? [];
  if (filter.sets) return filter.sets.filter((set) => set.tile === tile.id).map(({ variable }) => variable).filter((name) => known.includes(name));
  return known.filter((name) => name === filter.name);
}

/** What a filter sets when it sets this variable of a tile, or, with an empty one, none; of other tiles it sets what it did. */
export function setsWith(filter: Filter, tiles: Tile[], tile: Tile, variable: string): NonNullable<Filter['sets']> {
  const before = filter.sets ?? tiles.flatMap((each) => setsOf(filter, each).map((name) => ({ tile: each.id, variable: name })));
  return [...before.filter((set) => set.tile !== tile.id), ...(variable ? [{ tile: tile.id, variable }] : [])];
}

export const reaches = (filter: Filter, tile: Tile): boolean => setsOf(filter, tile).length > 0;

/** The given values that reach a tile: only when one of them changes does it run anew. */
export const valuesFor = (filters: Filter[], tile: Tile, values: FilterValues): FilterValues =>
  Object.fromEntries(filters.filter((filter) => Object.hasOwn(values, filter.name) && reaches(filter, tile)).map((filter) => [filter.name, values[filter.name]!]));

const nameless = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');

/** The filter that a column of a result stands for: it has its name, or sets a variable of its name. */
export function filterOf({ filters, tiles }: Pick<Dashboard, 'filters' | 'tiles'>, column: string): Filter | null {
  const wanted = nameless(column);
  return filters.find((filter) => nameless(filter.name) === wanted)
    ?? filters.find((filter) => tiles.some((tile) => setsOf(filter, tile).some((variable) => nameless(variable) === wanted))) ?? null;
}

export interface Set {
  filter: Filter;
  value: Value;
}

/** What a click on a mark sets. */
export const pickedFilters = (dashboard: Pick<Dashboard, 'filters' | 'tiles'>, picked: Picked[]): Set[] => picked.flatMap(({ column, value }) => {
  const filter = filterOf(dashboard, column);
  return filter ? [{ filter, value: asFilter(filter, value) }] : [];
});

/** A moment of a result as a filter of days or moments has it. */
function asFilter(filter: Filter, value: Value): Value {
  if (value === null || typeof value === 'boolean') return value;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return filter.type === 'date' ? text.slice(0, 10) : typed(filter, text);
}

export const sameValue = (a: Value | undefined, b: Value | undefined): boolean => a === b || (a !== undefined && b !== undefined && a !== null && b !== null && String(a) === String(b));
