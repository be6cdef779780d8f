// schema_side.tsx: the side of the SQL screen: the search, the tree in each of its states, and how old it is.
import { useEffect, useMemo, useRef, useState } from 'react';
import { age } from '../lib/format';
import { mod } from '../lib/keys';
import { useStore } from '../lib/store';
import { Icon, Key } from '../parts/icon';
import { Skeleton, Trouble } from '../parts/trouble';
import { sources } from '../stores/sources';
import { loadDetail, loadSchema, schemaOf, schemas } from '../stores/schema';
import { text } from '../text';
import { rowsOf, type TreeRow } from './rows';
import { SchemaTree } from './schema_tree';

export function SchemaSide({ source }: { source: string }) {
  const schema = useStore(schemas, (all) => schemaOf(source, all));
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [shut, setShut] = useState<ReadonlySet<string>>(new Set());
  const isGone = useStore(sources, ({ state, list }) => state === 'ready' && source !== '' && !list.some(({ id }) => id === source));
  useEffect(() => { if (source && !isGone) void loadSchema(source); }, [source, isGone]);
  const { rows, hits, unopened } = useMemo(
    () => rowsOf({ tables: schema.tables, details: schema.details, open, shut, search }), [schema.tables, schema.details, open, shut, search],
  );
  const toggle = (row: TreeRow, to: boolean): void => {
    const change = (set: ReadonlySet<string>, has: boolean): ReadonlySet<string> => {
      const next = new Set(set);
      if (has) next.add(row.key);
      else next.delete(row.key);
      return next;
    };
    if (row.kind === 'schema') setShut((set) => change(set, !to));
    if (row.kind !== 'table') return;
    if (to) void loadDetail(source, row.table);
    setOpen((set) => change(set, to));
  };
  const searching = search.trim() !== '';
  return (
    <>
      <SearchField value={search} set={setSearch} note={searching ? text.tree.hits(hits) : ''} />
      {schema.state === 'loading' && <Skeleton rows={10} />}
      {isGone && <div className="sidenote"><p className="b">{text.picker.gone}</p><p>{text.picker.goneHint}</p></div>}
      {!isGone && schema.state === 'failed' && schema.error && <Trouble title={text.tree.failed} error={schema.error} retry={() => void loadSchema(source)} />}
      {schema.state === 'ready' && schema.tables.length === 0 && <div className="sidenote"><p className="b">{text.tree.empty}</p><p>{text.tree.emptyHint}</p></div>}
      {searching && rows.length === 0 && schema.state === 'ready' && <p className="sidenote">{text.tree.noHits(search.trim())}</p>}
      <SchemaTree source={source} schema={schema} rows={rows} search={search.trim()} toggle={toggle} />
      {searching && unopened > 0 && <Unopened source={source} count={unopened} />}
      <Foot source={source} readAt={schema.readAt} />
    </>
  );
}

function SearchField({ value, set, note }: { value: string; set: (value: string) => void; note: string }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div className="find">
      <div className="in">
        <Icon name="search" />
        <input ref={field} id="find-table" type="search" aria-label={text.tree.searchLabel} placeholder={text.tree.search} value={value} autoComplete="off" spellCheck={false}
          onInput={(event) => set(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && value) { event.stopPropagation(); set(''); }
            if (event.key === 'ArrowDown' || event.key === 'Enter') document.querySelector<HTMLElement>('[role="tree"]')?.focus();
          }} />
        {note ? <span className="xs f">{note}</span> : <Key>{`${mod}P`}</Key>}
      </div>
    </div>
  );
}

/** Columns that were never asked for are searched by asking for them all, a few tables at a time. */
function Unopened({ source, count }: { source: string; count: number }) {
  const [asking, setAsking] = useState(false);
  const ask = async (): Promise<void> => {
    setAsking(true);
    const { tables, details } = schemaOf(source);
    const queue = tables.filter((table) => !details.has(table.sql_name));
    const worker = async (): Promise<void> => {
      for (let table = queue.shift(); table; table = queue.shift()) await loadDetail(source, table);
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    setAsking(false);
  };
  return <p className="sidenote">{text.tree.unopened(count)} {!asking && count <= 500 && <button type="button" className="btn link" onClick={() => void ask()}>{text.tree.askServer}</button>}</p>;
}

function Foot({ source, readAt }: { source: string; readAt: number }) {
  const [, tick] = useState(0);
  const [reading, setReading] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 30_000);
    return () => clearInterval(timer);
  }, []);
  const refresh = async (): Promise<void> => {
    setReading(true);
    await loadSchema(source, true);
    setReading(false);
  };
  return (
    <div className="sidefoot">
      <span className="grow">{reading ? text.tree.reading : readAt ? text.tree.read(age(Date.now() - readAt)) : ''}</span>
      <button type="button" className="btn bare sm icon" aria-label={text.tree.refresh} title={text.tree.refresh} onClick={() => void refresh()}><Icon name="refresh-cw" /></button>
    </div>
  );
}
