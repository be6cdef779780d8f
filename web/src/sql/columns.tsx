// columns.tsx: what can be done with the columns of a result: sorted, filtered, pinned, moved, hidden, written otherwise. An
// arrangement belongs to a tab, and lasts while its results have the same columns.
//
// - Sorted and filtered here is only what is whole; else the database does it, and the menu says so.
import { useLayoutEffect, useRef, useState } from 'react';
import { arranged, type Arrangement, asItCame, hide, move, pin } from '../grid/arrange';
import type { Format } from '../grid/cells';
import { fitted, type Model } from '../grid/model';
import { type MenuItem, MenuList, place as placeBeside } from '../parts/menu';
import type { Result } from '../stores/runs';
import { text } from '../text';
import { columnName, filterOnServer, sortOnServer } from './on_server';
import { words } from './words';

interface Kept {
  columns: string;
  arrangement: Arrangement;
}

const kept = new Map<string, Kept>();
const made = new WeakMap<Model, { arrangement: Arrangement; model: Model }>();

const columnsOf = (model: Model): string => JSON.stringify(model.kinds.map(({ name, type }) => [name, type]));

function arrangementOf(tab: string, model: Model, isCut: boolean): Arrangement {
  const known = kept.get(tab);
  if (!known || known.columns !== columnsOf(model)) return asItCame(model.kinds.length);
  // What is not whole may not look as if it were the top of an order, or all that a filter finds.
  return isCut ? { ...known.arrangement, sort: null, filters: new Map() } : known.arrangement;
}

/** The result as its tab has it arranged: the same object for the same arrangement. */
export function shownModel(tab: string, model: Model, isCut: boolean): Model {
  const arrangement = arrangementOf(tab, model, isCut);
  const before = made.get(model);
  if (before && JSON.stringify(plain(before.arrangement)) === JSON.stringify(plain(arrangement))) return before.model;
  const now = { arrangement, model: arranged(model, arrangement) };
  made.set(model, now);
  return now.model;
}

const plain = ({ filters, formats, ...rest }: Arrangement) => ({ ...rest, filters: [...filters], formats: [...formats] });

export function forgetFilters(tab: string): void {
  const known = kept.get(tab);
  if (known) kept.set(tab, { ...known, arrangement: { ...known.arrangement, filters: new Map() } });
}

interface Props {
  tab: string;
  /** As it came. */
  model: Model;
  result: Result;
  /** The shown column. */
  at: number;
  anchor: HTMLElement;
  close: () => void;
  changed: () => void;
}

export function ColumnMenu({ tab, model, result, at, anchor, close, changed }: Props) {
  const isCut = result.document.hasMore;
  const arrangement = arrangementOf(tab, model, isCut);
  const [filtering, setFiltering] = useState(false);
  const column = arrangement.order[at]!;
  const kind = model.kinds[column]!;
  const set = (to: Arrangement): void => {
    kept.set(tab, { columns: columnsOf(model), arrangement: to });
    changed();
  };
  const filter = (asked: string): void => {
    close();
    if (isCut) {
      if (asked) filterOnServer(result, column, asked);
      return;
    }
    const filters = new Map(arrangement.filters);
    if (asked) filters.set(column, asked);
    else filters.delete(column);
    set({ ...arrangement, filters });
  };
  if (filtering) return <FilterField label={words.columnMenu.filterOf(kind.name)} value={arrangement.filters.get(column) ?? ''} onServer={isCut} anchor={anchor} apply={filter} close={close} />;
  const stay = (): void => setFiltering(true);
  return (
    <MenuList label={text.results.columnOf(kind.name)} note={kind.type} anchor={anchor} close={close}
      items={[...rowItems({ arrangement, column, result, set, isCut, filter, stay }), ...columnItems(arrangement, at, model.kinds.length, set), ...formatItems(arrangement, column, model, set)]} />
  );
}

interface Rows {
  arrangement: Arrangement;
  column: number;
  result: Result;
  set: (to: Arrangement) => void;
  isCut: boolean;
  filter: (asked: string) => void;
  stay: () => void;
}

function rowItems({ arrangement, column, result, set, isCut, filter, stay }: Rows): MenuItem[] {
  const menu = words.columnMenu;
  if (isCut) {
    return [
      { label: menu.upServer, act: () => sortOnServer(result, column, false) }, { label: menu.downServer, act: () => sortOnServer(result, column, true) },
      ...(columnName(result.document, column) ? [{ label: menu.filterServer, act: stay, stays: true }] : []),
    ];
  }
  const sortBy = (down: boolean) => (): void => set({ ...arrangement, sort: { column, down } });
  return [
    { label: menu.up, act: sortBy(false) }, { label: menu.down, act: sortBy(true) },
    ...(arrangement.sort ? [{ label: menu.unsorted, act: () => set({ ...arrangement, sort: null }) }] : []),
    { label: menu.filter, act: stay, stays: true }, ...(arrangement.filters.has(column) ? [{ label: menu.unfilter, act: () => filter('') }] : []),
  ];
}

function columnItems(arrangement: Arrangement, at: number, all: number, set: (to: Arrangement) => void): MenuItem[] {
  const { order, pinned } = arrangement;
  const menu = words.columnMenu;
  const items: (MenuItem | false)[] = [
    { label: at < pinned ? menu.unpin : menu.pin, act: () => set(pin(arrangement, at)) },
    move(arrangement, at, -1) !== arrangement && { label: menu.left, act: () => set(move(arrangement, at, -1)) },
    move(arrangement, at, 1) !== arrangement && { label: menu.right, act: () => set(move(arrangement, at, 1)) },
    order.length > 1 && { label: menu.hide, act: () => set(hide(arrangement, at)) },
    order.length < all && { label: menu.showAll(all - order.length), act: () => set({ ...arrangement, order: asItCame(all).order, pinned: 0 }) },
  ];
  return items.filter((item) => item !== false);
}

function formatItems(arrangement: Arrangement, column: number, model: Model, set: (to: Arrangement) => void): MenuItem[] {
  const kind = model.kinds[column]!;
  const format: Format | null = kind.right ? 'grouped' : /with time zone/.test(kind.type) ? 'local' : null;
  if (!format) return [];
  const formats = new Map(arrangement.formats);
  const on = formats.delete(column);
  if (!on) formats.set(column, format);
  const act = (): void => {
    // A number that is cut misleads: the column becomes as wide as its longest one.
    model.widthsOfAll[column] = Math.max(model.widthsOfAll[column]!, fitted(on ? kind : { ...kind, format }, model.rows, column));
    set({ ...arrangement, formats });
  };
  return [{ label: words.columnMenu.formats[format][on ? 1 : 0], act }];
}

interface FilterProps {
  label: string;
  value: string;
  onServer: boolean;
  anchor: HTMLElement;
  apply: (asked: string) => void;
  close: () => void;
}

function FilterField({ label, value, onServer, anchor, apply, close }: FilterProps) {
  const element = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState(value);
  useLayoutEffect(() => {
    placeBeside(element.current!, anchor.getBoundingClientRect());
    element.current!.querySelector('input')!.focus();
    const outside = (event: PointerEvent): void => { if (!element.current?.contains(event.target as Node)) close(); };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  return (
    <div className="pop filter" role="dialog" aria-label={label} ref={element} onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); close(); } }}>
      <form className="row" onSubmit={(event) => { event.preventDefault(); apply(asked.trim()); }}>
        <span className="in grow"><input aria-label={label} value={asked} autoComplete="off" spellCheck={false} placeholder={words.columnMenu.filterHint} onInput={(event) => setAsked(event.currentTarget.value)} /></span>
        <button type="submit" className="btn">{onServer ? words.columnMenu.onServer : words.columnMenu.apply}</button>
      </form>
      <p className="f xs">{words.columnMenu.filterHelp}</p>
    </div>
  );
}
