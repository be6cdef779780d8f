// tile_view.tsx: a tile on the grid: its head with title and state, its body; while the dashboard is edited also its
// corners, and the keys and the pointer that move and size it.
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { Place, Tile } from '../api/dashboards';
import type { Value } from '../api/types';
import type { Picked } from '../chart/places';
import { count, duration, ticking, timeOfDay } from '../lib/format';
import { useNow } from '../lib/use_now';
import { Icon } from '../parts/icon';
import { arrowed, columns } from './layout';
import { TileBody } from './tile_body';
import type { TileRun } from './tile_runs';
import { titleOf } from './titles';
import { isNew } from './draft';
import { words } from './words';

/** What can be done with a tile while the dashboard is edited. */
export interface TileEdit {
  chosen: boolean;
  choose: () => void;
  /** `step` is the same for all that is one step to undo. */
  move: (place: Place, step: string) => void;
  open: () => void;
  remove: () => void;
}

interface Props {
  tile: Tile;
  run: TileRun;
  /** Among the tiles as one reads them, for a narrow page. */
  order: number;
  edit: TileEdit | null;
  again: () => void;
  filtered: (column: string) => Value | undefined;
  onPick?: (picked: Picked[]) => void;
}

export function TileView({ tile, run, order, edit, again, filtered, onPick }: Props) {
  const element = useRef<HTMLElement>(null);
  const { place } = tile;
  const title = titleOf(tile);
  const isOld = run.document !== null && (run.state === 'running' || run.state === 'waiting');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!edit || event.target !== element.current) return;
    if (tileKey(event, tile, edit)) event.preventDefault();
  };
  return (
    <section
      ref={element} className={`tile${tile.markdown !== null ? ' text' : ''}${isOld ? ' old' : ''}${edit ? ' edits' : ''}${edit?.chosen ? ' chosen' : ''}`} aria-label={title} aria-busy={run.state === 'running'}
      style={{ gridColumn: `${place.x + 1} / span ${place.w}`, gridRow: `${place.y + 1} / span ${place.h}`, '--rows': place.h, order } as Record<string, unknown>}
      {...(edit && { tabIndex: 0, 'aria-description': `${words.at(place.x, place.y, place.w, place.h)}. ${words.tileKeys}`, onKeyDown, onFocus: edit.choose })}
    >
      {run.state === 'running' && <div className="runbar" aria-hidden="true" />}
      {(tile.markdown === null || edit) && (
        <div className="th" {...(edit && dragging(element, tile, edit, false))}>
          <h2 className="ell" title={title}>{title}</h2>
          <span className="end">{edit ? <EditTools title={title} edit={edit} /> : <Beside tile={tile} run={run} />}</span>
        </div>
      )}
      <div className={tile.markdown === null ? 'tb' : 'tb words'}>
        <TileBody tile={tile} run={run} again={again} filtered={filtered} onPick={edit ? undefined : onPick} />
      </div>
      {edit?.chosen && <><i className="tile-grip nw" /><i className="tile-grip ne" /><i className="tile-grip sw" /><span className="badge acc size">{words.size(place.w, place.h)}</span></>}
      {edit && <i className="tile-grip se" title={words.corner} {...dragging(element, tile, edit, true)} />}
    </section>
  );
}

/** Does a key do something with the tile that has the focus? */
function tileKey(event: KeyboardEvent, tile: Tile, edit: TileEdit): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Enter') edit.open();
  else if (event.key === 'Backspace' || event.key === 'Delete') edit.remove();
  else {
    const next = arrowed(tile.place, event.key, event.shiftKey);
    if (next) edit.move(next, `${event.shiftKey ? 'size' : 'move'} ${tile.id}`);
    return next !== null || event.key.startsWith('Arrow');
  }
  return true;
}

let drags = 0;

/** The pointer moves the tile by its head, and sizes it by its corner; a drag is one step to undo. */
function dragging(element: { current: HTMLElement | null }, tile: Tile, edit: TileEdit, sizing: boolean) {
  return {
    onPointerDown: (event: PointerEvent): void => {
      if (event.button !== 0 || (event.target as HTMLElement).closest('button')) return;
      event.preventDefault();
      element.current!.focus();
      const grid = element.current!.parentElement!;
      const cell = { width: grid.clientWidth / columns, height: rowHeight };
      const from = { x: event.clientX, y: event.clientY, place: tile.place };
      const step = `drag ${++drags}`;
      const handle = event.currentTarget as HTMLElement;
      handle.setPointerCapture(event.pointerId);
      const move = (moved: globalThis.PointerEvent): void => {
        const [x, y] = [Math.round((moved.clientX - from.x) / cell.width), Math.round((moved.clientY - from.y) / cell.height)];
        edit.move(sizing ? { ...from.place, w: Math.min(from.place.w + x, columns - from.place.x), h: from.place.h + y } : { ...from.place, x: from.place.x + x, y: from.place.y + y }, step);
      };
      const end = (): void => {
        handle.removeEventListener('pointermove', move);
        for (const name of ['pointerup', 'pointercancel'] as const) handle.removeEventListener(name, end);
      };
      handle.addEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel'] as const) handle.addEventListener(name, end);
    },
  };
}

/** Of a row with the line under it, as dashboards.css has it. */
const rowHeight = 109;

function EditTools({ title, edit }: { title: string; edit: TileEdit }) {
  return (
    <>
      <button type="button" className="btn bare icon sm" aria-label={words.change(title)} title={words.change(title)} onClick={edit.open}><Icon name="pencil" /></button>
      <button type="button" className="btn bare icon sm" aria-label={words.removeTile(title)} title={words.removeTile(title)} onClick={edit.remove}><Icon name="x" /></button>
    </>
  );
}

/** How the tile's numbers are: how long they took, that they were cut, that new ones come. */
function Beside({ tile, run }: { tile: Tile; run: TileRun }) {
  const now = useNow(run.state === 'running', 100);
  if (tile.state !== 'ok') return null;
  if (run.state === 'running') return <>{run.document && `${words.ofTime(timeOfDay(run.at))} · `}{ticking(Math.max(0, now - run.started))}</>;
  if (run.state === 'waiting') return <>{words.waiting}</>;
  if (isNew(tile.id)) return <>{words.notSaved}</>;
  if (run.state === 'failed' || !run.document) return null;
  const { document } = run;
  if (document.hasMore) return <span className="badge cut" title={`${count(document.row_count)}`}>{words.cutAt(document.row_count)}</span>;
  return <span title={words.ofTime(timeOfDay(run.at))}>{duration(run.took)}</span>;
}
