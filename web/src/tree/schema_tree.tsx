// schema_tree.tsx: what the database has, beside the editor: a tree as ARIA has it, drawn as far as it is in sight. One
// tab stop; arrows move and open, Enter puts a name into the query, Space shows a table's first rows.
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { shortType } from '../grid/cells';
import { reveal } from '../lib/axis';
import { count } from '../lib/format';
import { useNarrow } from '../lib/use_narrow';
import { useRowsInSight } from '../lib/use_rows_in_sight';
import { Icon } from '../parts/icon';
import { loadDetail, type Schema } from '../stores/schema';
import { insertName, preview } from '../sql/actions';
import { text } from '../text';
import type { TreeRow } from './rows';
import { titleOf } from './title';

interface Props {
  source: string;
  schema: Schema;
  rows: TreeRow[];
  search: string;
  toggle: (row: TreeRow, open: boolean) => void;
}

export function SchemaTree({ source, rows, search, toggle }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState('');
  const height = useNarrow() ? 36 : 24;
  const seen = useRowsInSight(host, rows.length, height);
  const at = useMemo(() => Math.max(0, rows.findIndex((row) => row.key === active)), [rows, active]);

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    if (!rows[index]) return;
    setActive(rows[index].key);
    reveal(host.current!, false, index * height, (index + 1) * height, 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (row && act(event.key, row, at, { rows, move, toggle, source })) event.preventDefault();
  };
  const drawn = rows.slice(seen.from, seen.to);
  return (
    <div
      className="tree" role="tree" aria-label={text.tree.label} tabIndex={0} ref={host} onKeyDown={onKeyDown}
      aria-activedescendant={rows.length > 0 && at >= seen.from && at < seen.to ? `tree-${at}` : undefined} onFocus={() => { if (!active && rows[0]) setActive(rows[0].key); }}
    >
      <div className="all" role="presentation" style={{ height: rows.length * height }}>
        {drawn.map((row, n) => (
          <Item key={row.key} row={row} id={`tree-${seen.from + n}`} top={(seen.from + n) * height} chosen={row.key === active} search={search}
            onClick={() => { setActive(row.key); click(row, source, toggle); }} />
        ))}
      </div>
    </div>
  );
}

interface Doing {
  rows: TreeRow[];
  move: (to: number) => void;
  toggle: Props['toggle'];
  source: string;
}

const isOpen = (row: TreeRow): boolean => 'open' in row && row.open;

/** What a key does on a row; false: nothing. */
function act(key: string, row: TreeRow, at: number, { rows, move, toggle, source }: Doing): boolean {
  switch (key) {
    case 'ArrowDown': move(at + 1); return true;
    case 'ArrowUp': move(at - 1); return true;
    case 'Home': move(0); return true;
    case 'End': move(rows.length - 1); return true;
    case 'PageDown': move(at + 20); return true;
    case 'PageUp': move(at - 20); return true;
    case 'ArrowRight':
      if ('open' in row && !row.open) toggle(row, true);
      else if ('open' in row) move(at + 1);
      return true;
    case 'ArrowLeft':
      if (isOpen(row)) toggle(row, false);
      else move(rows.findLastIndex((each, n) => n < at && each.level < row.level));
      return true;
    case 'Enter': enter(row); return true;
    case ' ':
      if (row.kind !== 'schema') preview(source, row.table);
      return true;
    default: return false;
  }
}

const enter = (row: TreeRow): void => {
  if (row.kind === 'table') insertName(row.table.sql_name);
  if (row.kind === 'column') insertName(row.column.sql_name);
};

/** A click opens what can be opened and puts a column's name in; a table's name is put in by Enter or a double click. */
function click(row: TreeRow, source: string, toggle: Props['toggle']): void {
  if (row.kind === 'column') return enter(row);
  if (row.kind === 'table' && !row.open) void loadDetail(source, row.table);
  if ('open' in row) toggle(row, !row.open);
}

interface ItemProps {
  row: TreeRow;
  id: string;
  top: number;
  chosen: boolean;
  search: string;
  onClick: () => void;
}

function Item({ row, id, top, chosen, search, onClick }: ItemProps) {
  const element = useRef<HTMLDivElement>(null);

  const open = 'open' in row ? row.open : undefined;
  const about = aboutOf(row);
  return (
    <div
      className={`ti l${row.level - 1}`} role="treeitem" id={id} ref={element} style={{ transform: `translateY(${top}px)` }} aria-level={row.level} aria-expanded={open} aria-selected={chosen}
      aria-description={about} aria-setsize={row.of} aria-posinset={row.at} title={titleOf(row)} onClick={onClick}
      onDoubleClick={row.kind === 'table' ? () => enter(row) : undefined}
    >
      {open !== undefined && <Icon name={open ? 'chevron-down' : 'chevron-right'} small />}
      <span className={row.kind === 'schema' ? 'b ell' : 'ell'}>{row.kind === 'loading' ? text.tree.loading : <Marked name={row.name} term={search} />}</span>
      {row.kind === 'column' && row.primary && <Icon name="key-round" small />}
      <span className="q" aria-hidden="true">{about}</span>
    </div>
  );
}

function Marked({ name, term }: { name: string; term: string }) {
  const at = term ? name.toLowerCase().indexOf(term.toLowerCase()) : -1;
  if (at < 0) return name;
  return <>{name.slice(0, at)}<mark>{name.slice(at, at + term.length)}</mark>{name.slice(at + term.length)}</>;
}

function aboutOf(row: TreeRow): string {
  if (row.kind === 'schema') {
    if (row.tables + row.views < row.all) return text.tree.of(row.tables + row.views, row.all);
    return [row.tables && text.tree.tables(row.tables), row.views && text.tree.views(row.views)].filter(Boolean).join(', ');
  }
  if (row.kind === 'table') return text.tree.kinds[row.table.kind] ?? (row.table.estimated_rows === null ? '' : count(row.table.estimated_rows));
  if (row.kind === 'column') return shortType(row.column.data_type) + (row.reference ? ` → ${row.reference}` : '');
  return '';
}
