// result_grid.tsx: the grid within the page: it hands a result to the view and shows a cell whole on request.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { arranged, type Arrangement, asItCame, hide, move, pin } from '../grid/arrange';
import { kindOf, lookOf, prettyJson, textOf } from '../grid/cells';
import { cut, type Form, written } from '../grid/copy';
import { GridView } from '../grid/grid_view';
import type { Model } from '../grid/model';
import { cellsIn, rangeOf, type Place, type Range, type Selection } from '../grid/selection';
import { size } from '../lib/format';
import { Store } from '../lib/store';
import { type MenuItem, MenuList, place as placeBeside } from '../parts/menu';
import { say } from '../stores/said';
import { text } from '../text';

/** What of the shown result is chosen, for the footer's words and its copy menu. */
export const chosen = new Store<{ model: Model | null; selection: Selection | null }>({ model: null, selection: null });

/** An arrangement belongs to a result, and lasts as long. */
const arrangements = new WeakMap<Model, Arrangement>();

export function ResultGrid({ result, isCut }: { result: Model; isCut: boolean }) {
  const [, arrange] = useState(0);
  const arrangement = arrangements.get(result) ?? asItCame(result.kinds.length);
  const model = useMemo(() => arranged(result, arrangement), [result, arrangements.get(result)]);
  const [column, setColumn] = useState<{ at: number; head: HTMLElement } | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<GridView | null>(null);
  const [open, setOpen] = useState<{ place: Place; box: DOMRect } | null>(null);
  useLayoutEffect(() => {
    view.current = new GridView(host.current!, {
      onSelect: (selection) => {
        chosen.patch({ selection });
        say('');
        setOpen(null);
      },
      onOpen: (place, box) => setOpen({ place, box }),
      onCopy: (event) => {
        event.clipboardData!.setData('text/plain', copied('tsv'));
        event.clipboardData!.setData('text/html', copied('html'));
        say(text.results.copied(cellsIn(rangeNow())));
      },
      onColumn: (at, head) => setColumn({ at, head }),
    });
    return () => {
      view.current!.destroy();
      chosen.set({ model: null, selection: null });
    };
  }, []);
  useLayoutEffect(() => {
    chosen.set({ model, selection: null });
    view.current!.show(model);
    const { sort } = arrangement;
    if (sort) say(text.results.sorted(result.kinds[sort.column]!.name, sort.down, result.rows.length, isCut));
  }, [model]);
  const close = (): void => {
    setOpen(null);
    setColumn(null);
    view.current!.focus();
  };
  const set = (to: Arrangement): void => {
    arrangements.set(result, to);
    arrange((n) => n + 1);
  };
  return (
    <>
      <div className="grid" ref={host} />
      {model.rows.length === 0 && <NoRows columns={model.kinds.length} />}
      {column && model.kinds[column.at] && <MenuList label={text.results.columnOf(model.kinds[column.at]!.name)} anchor={column.head} close={close} items={columnItems(arrangement, column.at, result.kinds.length, set)} />}
      {open && <CellPopover model={model} {...open} close={close} />}
    </>
  );
}

function columnItems(arrangement: Arrangement, at: number, all: number, set: (to: Arrangement) => void): MenuItem[] {
  const { order, pinned, sort } = arrangement;
  const words = text.results.columnMenu;
  const sortBy = (down: boolean) => (): void => set({ ...arrangement, sort: { column: order[at]!, down } });
  const items: (MenuItem | false)[] = [
    { label: words.up, act: sortBy(false) }, { label: words.down, act: sortBy(true) },
    sort !== null && { label: words.unsorted, act: () => { set({ ...arrangement, sort: null }); say(''); } },
    { label: at < pinned ? words.unpin : words.pin, act: () => set(pin(arrangement, at)) },
    move(arrangement, at, -1) !== arrangement && { label: words.left, act: () => set(move(arrangement, at, -1)) },
    move(arrangement, at, 1) !== arrangement && { label: words.right, act: () => set(move(arrangement, at, 1)) },
    order.length > 1 && { label: words.hide, act: () => set(hide(arrangement, at)) },
    order.length < all && { label: words.showAll(all - order.length), act: () => set({ ...asItCame(all), sort }) },
  ];
  return items.filter((item) => item !== false);
}

function NoRows({ columns }: { columns: number }) {
  return (
    <div className="empty-note over">
      <p className="b">{columns === 0 ? text.results.noColumns : text.results.noRows}</p>
      <p className="m">{text.results.noRowsHint}</p>
    </div>
  );
}

/** The chosen range; without one, everything. */
function rangeNow(): Range {
  const { model, selection } = chosen.get();
  return selection ? rangeOf(selection) : { top: 0, left: 0, bottom: model!.rows.length - 1, right: model!.kinds.length - 1 };
}

const copied = (form: Form): string => written(cut(chosen.get().model!, rangeNow()), form);

/** Copies what is chosen; a table goes along with plain text, for what can read it. */
export async function copyAs(form: Form): Promise<void> {
  if (!chosen.get().model) return;
  const plain = form === 'html' ? copied('tsv') : copied(form);
  const parts: Record<string, Blob> = { 'text/plain': new Blob([plain], { type: 'text/plain' }) };
  if (form === 'html' || form === 'tsv' || form === 'headers') parts['text/html'] = new Blob([copied('html')], { type: 'text/html' });
  try {
    await navigator.clipboard.write([new ClipboardItem(parts)]);
    say(text.results.copied(cellsIn(rangeNow())));
  } catch {
    say(text.results.notCopied);
  }
}

function CellPopover({ model, place, box, close }: { model: Model; place: Place; box: DOMRect; close: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  const kind = model.kinds[place.column] ?? kindOf('', '');
  const value = model.rows[place.row]?.[model.at[place.column]!];
  const look = lookOf(value, kind);
  const whole = textOf(value, kind);
  useLayoutEffect(() => {
    placeBeside(element.current!, box);
    element.current!.querySelector('pre')!.focus();
  }, [box]);
  useEffect(() => {
    const outside = (event: PointerEvent): void => { if (!element.current?.contains(event.target as Node)) close(); };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const shown = look === 'null' ? 'NULL' : look === 'empty' ? text.results.empty : kind.json ? prettyJson(whole) : whole;
  const about = [kind.shortType, look === 'null' ? null : look === 'empty' ? text.results.emptyMeans : size(new Blob([whole]).size), text.results.popoverKeys];
  return (
    <div className="pop cell-pop" role="dialog" aria-label={text.results.cell(kind.name, place.row + 1)} ref={element}
      onKeyDown={(event) => { if (event.key === 'Escape' || event.key === 'F2') { event.stopPropagation(); close(); } }}>
      <pre tabIndex={0} className={look === 'null' ? 'null' : ''}>{shown}</pre>
      <p className="f xs">{about.filter(Boolean).join(' · ')}</p>
    </div>
  );
}
