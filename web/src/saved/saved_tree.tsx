// saved_tree.tsx: saved queries in their folders, as a tree of ARIA: one tab stop, arrows move and open, Enter opens a query
// in a tab. It is drawn as far as it is in sight.
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { SavedRow } from '../api/saved';
import { reveal } from '../lib/axis';
import { age } from '../lib/format';
import { useNarrow } from '../lib/use_narrow';
import { useRowsInSight } from '../lib/use_rows_in_sight';
import { Icon } from '../parts/icon';
import { text } from '../text';
import { remove, rename } from './actions';
import type { SavedTreeRow } from './rows';
import { words } from './words';

interface Props {
  rows: SavedTreeRow[];
  /** Of the query that the shown tab has open. */
  here: string;
  toggle: (row: SavedTreeRow, open: boolean) => void;
  open: (row: SavedRow) => void;
  offer: (row: SavedRow, anchor: HTMLElement) => void;
}

export function SavedTree({ rows, here, toggle, open, offer }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState('');
  const height = useNarrow() ? 36 : 24;
  const seen = useRowsInSight(host, rows.length, height);
  const at = useMemo(() => Math.max(0, rows.findIndex((row) => row.key === (active || here))), [rows, active, here]);

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    if (!rows[index]) return;
    setActive(rows[index].key);
    reveal(host.current!, false, index * height, (index + 1) * height, 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey) return;
    if (row.kind === 'query') {
      if (event.key === 'Enter') open(row.row);
      else if (event.key === 'F2' && row.row.may_change) rename(row.row);
      else if (event.key === 'Delete' && row.row.may_change) remove(row.row);
      else if (event.key === 'ContextMenu' || (event.altKey && event.key === 'ArrowDown')) offer(row.row, document.getElementById(`saved-${at}`)!);
      else return arrows(event, row);
      return event.preventDefault();
    }
    if (event.key === 'Enter') {
      toggle(row, !row.open);
      return event.preventDefault();
    }
    arrows(event, row);
  };
  const arrows = (event: KeyboardEvent, row: SavedTreeRow): void => {
    const parent = (): number => rows.findLastIndex((each, n) => n < at && each.level < row.level);
    const act: Record<string, () => void> = {
      ArrowDown: () => move(at + 1), ArrowUp: () => move(at - 1), Home: () => move(0), End: () => move(rows.length - 1),
      ArrowRight: () => (row.kind === 'folder' && !row.open ? toggle(row, true) : move(at + 1)),
      ArrowLeft: () => (row.kind === 'folder' && row.open ? toggle(row, false) : move(parent())),
    };
    if (!act[event.key]) return;
    act[event.key]!();
    event.preventDefault();
  };
  const click = (row: SavedTreeRow): void => {
    setActive(row.key);
    if (row.kind === 'folder') toggle(row, !row.open);
    else open(row.row);
  };
  return (
    <div className="tree" id="saved-tree" role="tree" aria-label={words.side} tabIndex={rows.length > 0 ? 0 : -1} ref={host} onKeyDown={onKeyDown}
      aria-activedescendant={rows.length > 0 && at >= seen.from && at < seen.to ? `saved-${at}` : undefined}>
      <div className="all" role="presentation" style={{ height: rows.length * height }}>
        {rows.slice(seen.from, seen.to).map((row, n) => {
          const index = seen.from + n;
          return <Item key={row.key} row={row} id={`saved-${index}`} top={index * height} chosen={index === at && (active || here) !== ''} click={click} offer={offer} />;
        })}
      </div>
    </div>
  );
}

interface ItemProps {
  row: SavedTreeRow;
  id: string;
  top: number;
  chosen: boolean;
  click: (row: SavedTreeRow) => void;
  offer: Props['offer'];
}

function Item({ row, id, top, chosen, click, offer }: ItemProps) {
  const about = aboutOf(row);
  return (
    <div className={`ti l${Math.min(row.level - 1, 4)}`} role="treeitem" id={id} style={{ transform: `translateY(${top}px)` }} aria-level={row.level} aria-selected={chosen}
      aria-expanded={row.kind === 'folder' ? row.open : undefined} aria-description={about} aria-setsize={row.of} aria-posinset={row.at} title={row.kind === 'query' ? titleOf(row.row) : undefined}
      onClick={() => click(row)}
      onContextMenu={(event) => {
        if (row.kind !== 'query') return;
        event.preventDefault();
        offer(row.row, event.currentTarget);
      }}>
      {row.kind === 'folder' && <Icon name={row.open ? 'chevron-down' : 'chevron-right'} small />}
      <span className={row.kind === 'folder' ? 'b ell' : 'ell'}>{row.name}</span>
      <span className="q" aria-hidden="true">{about}</span>
      {row.kind === 'query' && <span className="imore" aria-hidden="true" onClick={(event) => { event.stopPropagation(); offer(row.row, event.currentTarget.parentElement!); }}>⋯</span>}
    </div>
  );
}

function aboutOf(row: SavedTreeRow): string {
  if (row.kind === 'folder') return String(row.count);
  return [row.row.kind === 'hogql' && text.bar.languages.hogql, row.row.source].filter(Boolean).join(' · ');
}

const titleOf = (row: SavedRow): string =>
  [row.name, row.description, words.changed(age(Date.now() - Date.parse(row.updated_at))), words.keys].filter(Boolean).join('\n');
