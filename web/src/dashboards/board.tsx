// board.tsx: a dashboard: its filters, its tiles, and, for who may change it, the mode in which both are edited. What is
// edited is a draft of its own until it is saved as a whole.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ApiError } from '../api/client';
import { type Dashboard, type Filter, readDashboard, type Tile } from '../api/dashboards';
import type { Value } from '../api/types';
import type { Picked } from '../chart/places';
import { useStore } from '../lib/store';
import { Skeleton, Trouble } from '../parts/trouble';
import { hrefOf, route } from '../route';
import { said, say } from '../stores/said';
import { BoardHead } from './board_head';
import { draftOf } from './draft';
import { drafts, keepDraft } from './drafts';
import { editorOf } from './editor';
import { FilterBar, labelOf } from './filter_bar';
import { filterOf, pickedFilters, reaches, sameValue, searchWith, valuesIn } from './filters';
import { inOrder } from './layout';
import { none } from './tile_body';
import { runOf } from './tile_runs';
import { TileView } from './tile_view';
import { titleOf } from './titles';
import { useRuns } from './use_runs';
import { words } from './words';

export function Board({ id }: { id: string }) {
  const [dashboard, setDashboard] = useState<Dashboard | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const load = (): void => { readDashboard(id).then((found) => { setDashboard(found); setError(null); }, setError); };
  useEffect(load, [id]);
  if (error) return <main className="work"><NotThere error={error} load={load} /></main>;
  if (!dashboard) return <main className="work"><div className="head" /><Skeleton rows={6} /></main>;
  return <Shown dashboard={dashboard} setDashboard={setDashboard} />;
}

function NotThere({ error, load }: { error: ApiError; load: () => void }) {
  if (error.status !== 404) return <Trouble title={words.boardFailed} error={error} retry={load} />;
  return <div className="empty-note"><p className="b">{words.gone}</p><p className="m">{words.goneHint}</p><a className="btn link" href={hrefOf('dashboards')}>{words.all}</a></div>;
}

function Shown({ dashboard, setDashboard }: { dashboard: Dashboard; setDashboard: (next: Dashboard) => void }) {
  const { id } = dashboard;
  const main = useRef<HTMLElement>(null);
  const draft = useStore(drafts, (all) => all.get(id) ?? null);
  const { search } = useStore(route);
  const [chosen, setChosen] = useState('');
  const [clicks, setClicks] = useState<ReadonlyMap<string, string>>(new Map());
  const values = useMemo(() => valuesIn(search, dashboard.filters), [search, dashboard.filters]);
  const shown = draft?.now ?? dashboard;
  const news = useStore(said);
  const runs = useRuns(dashboard, shown.tiles, values);
  const ordered = useMemo(() => inOrder(shown.tiles), [shown.tiles]);
  const editor = editorOf(dashboard, draft, setDashboard, setChosen);

  const set = (filter: Filter, value: Value | undefined, tile?: Tile): void => {
    location.hash = `${hrefOf('dashboards', id)}${prefixed(searchWith(location.hash.split('?')[1] ?? '', filter.name, value))}`;
    setClicks((all) => { const next = new Map(all); if (tile && value !== undefined) next.set(filter.name, titleOf(tile)); else next.delete(filter.name); return next; });
  };
  const clear = (): void => {
    location.hash = hrefOf('dashboards', id);
    setClicks(new Map());
  };
  const pick = (tile: Tile, picked: Picked[]): void => {
    for (const { filter, value } of pickedFilters(dashboard, picked)) set(filter, sameValue(values[filter.name], value) ? undefined : value, tile);
  };
  const filtered = (column: string): Value | undefined => {
    const filter = filterOf(dashboard, column);
    return filter ? values[filter.name] ?? none : undefined;
  };

  useEffect(() => {
    if (!draft) return;
    const onKey = (event: KeyboardEvent): void => editor.onKey(event);
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  });
  useEffect(() => { document.title = `${shown.name} · ${words.title}`; }, [shown.name]);

  return (
    <main className="work board" ref={main}>
      <BoardHead dashboard={dashboard} name={shown.name} runs={runs} editor={draft ? editor : null} edit={() => keepDraft(id, draftOf({ ...dashboard, tiles: inOrder(dashboard.tiles) }))} full={() => void fullScreen(main.current!)} />
      <FilterBar filters={shown.filters} values={values} clicked={new Set(clicks.keys())} set={set} clear={clear} open={draft ? editor.openFilter : undefined}>
        {draft ? <EditTail add={editor.addFilter} /> : dashboard.filters.length > 0 && <ClickNote filters={dashboard.filters} tiles={dashboard.tiles} clicks={clicks} values={values} />}
      </FilterBar>
      {shown.tiles.length === 0 ? <Empty mayChange={dashboard.may_change} add={editor.add} /> : (
        <div className={draft ? 'dash editing' : 'dash'}>
          {(draft ? shown.tiles : ordered).map((tile) => (
            <TileView
              key={tile.id} tile={tile} run={runOf(runs.all, tile.id)} order={ordered.indexOf(tile)} edit={draft ? editor.forTile(tile, chosen === tile.id) : null}
              again={() => runs.again(tile)} filtered={filtered} onPick={(picked) => pick(tile, picked)}
            />
          ))}
        </div>
      )}
      <output className="unseen" aria-live="polite">{news}</output>
    </main>
  );
}

const prefixed = (search: string): string => (search ? `?${search}` : '');

function EditTail({ add }: { add: () => void }) {
  return <><button type="button" className="btn bare" onClick={add}>+ {words.addFilter}</button><span className="grow" /><span className="help note">{words.editKeys}</span></>;
}

/** Which click set a filter, and whom it does not reach. */
function ClickNote({ filters, tiles, clicks, values }: { filters: Filter[]; tiles: Tile[]; clicks: ReadonlyMap<string, string>; values: { [name: string]: Value } }) {
  const filter = filters.find(({ name }) => clicks.has(name) && Object.hasOwn(values, name));
  if (!filter) return null;
  const unreached = tiles.filter((tile) => tile.markdown === null && tile.saved && !reaches(filter, tile)).map(titleOf).filter((title) => title !== clicks.get(filter.name));
  return <><span className="grow" /><span className="help note ell">{words.setBy(labelOf(filter), clicks.get(filter.name)!)} {unreached.length > 0 && unreached.length <= 3 && words.notReached(unreached)}</span></>;
}

function Empty({ mayChange, add }: { mayChange: boolean; add: () => void }) {
  return (
    <div className="empty-note">
      <p className="b">{words.empty}</p>
      <p className="m">{mayChange ? words.emptyHint : words.emptyReader}</p>
      {mayChange && <button type="button" className="btn" onClick={add}>{words.addFirst}</button>}
    </div>
  );
}

async function fullScreen(element: HTMLElement): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await element.requestFullscreen();
  } catch (error) {
    say(String(error));
  }
}
