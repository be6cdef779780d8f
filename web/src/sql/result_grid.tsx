// result_grid.tsx: the grid within the page: it hands a result to the view and shows a cell whole on request.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { kindOf, lookOf, prettyJson, textOf } from '../grid/cells';
import { cut, type Form, written } from '../grid/copy';
import { GridView } from '../grid/grid_view';
import type { Model } from '../grid/model';
import { cellsIn, rangeOf, type Place, type Range, type Selection } from '../grid/selection';
import { chunk } from '../lib/chunk';
import { size } from '../lib/format';
import { Store, useStore } from '../lib/store';
import { place as placeBeside } from '../parts/menu';
import { using } from '../stores/parts';
import type { Result } from '../stores/runs';
import { say } from '../stores/said';
import { text } from '../text';

/** What of the shown result is chosen, for the footer's words and its copy menu. */
export const chosen = new Store<{ model: Model | null; selection: Selection | null }>({ model: null, selection: null });

/** What can be done with columns comes when it is wanted; until then they stand as they came. */
const columnPart = chunk(() => import('./columns'));

/** Changes when the shown result is to be arranged anew. */
const arranging = new Store(0);

/** All rows are to be shown again. */
export const unfilter = (tab: string): void => void using(columnPart, (part) => {
  part.forgetFilters(tab);
  arranging.set((n) => n + 1);
});

export function ResultGrid({ tab, result, model: whole }: { tab: string; result: Result; model: Model }) {
  useStore(arranging);
  const part = columnPart.now();
  const model = part ? part.shownModel(tab, whole, result.document.hasMore) : whole;
  const [column, setColumn] = useState<{ at: number; head: HTMLElement } | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<GridView | null>(null);
  const [open, setOpen] = useState<{ place: Place; box: DOMRect } | null>(null);
  useLayoutEffect(() => {
    view.current = new GridView(host.current!, {
      onSelect: (selection) => {
        chosen.patch({ selection });
        if (selection) say('');
        setOpen(null);
      },
      onOpen: (place, box) => setOpen({ place, box }),
      onCopy: (event) => {
        event.clipboardData!.setData('text/plain', copied('tsv'));
        event.clipboardData!.setData('text/html', copied('html'));
        say(text.results.copied(cellsIn(rangeNow())));
      },
      onColumn: (at, head) => void using(columnPart, () => setColumn({ at, head })),
    });
    return () => {
      view.current!.destroy();
      chosen.set({ model: null, selection: null });
    };
  }, []);
  useLayoutEffect(() => {
    chosen.set({ model, selection: null });
    view.current!.show(model);
  }, [model]);
  const close = (): void => {
    setOpen(null);
    setColumn(null);
    view.current!.focus();
  };
  return (
    <>
      <div className="grid" ref={host} />
      {whole.rows.length === 0 && <NoRows columns={model.kinds.length} />}
      {part && column && model.kinds[column.at] && <part.ColumnMenu tab={tab} model={whole} result={result} at={column.at} anchor={column.head} close={close} changed={() => arranging.set((n) => n + 1)} />}
      {open && <CellPopover model={model} {...open} close={close} />}
    </>
  );
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
