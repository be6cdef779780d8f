// tile_body.tsx: what a tile shows in each of its states: waiting, running over old numbers, failed with what and one
// link, gone, not allowed, no rows, or its numbers.
import { useMemo } from 'react';
import type { Tile } from '../api/dashboards';
import type { Value } from '../api/types';
import { Chart, chartShown } from '../chart/chart';
import type { Picked } from '../chart/places';
import type { Chosen } from '../chart/scene';
import { config } from '../config';
import { timeOfDay } from '../lib/format';
import { hrefOf } from '../route';
import { LogInAgain } from '../parts/trouble';
import { TextTile } from './text_tile';
import { titleOf } from './titles';
import type { TileRun } from './tile_runs';
import { words } from './words';

interface Props {
  tile: Tile;
  run: TileRun;
  again: () => void;
  /** The value that each column is filtered by. */
  filtered: (column: string) => Value | undefined;
  onPick?: (picked: Picked[]) => void;
}

export function TileBody({ tile, run, again, filtered, onPick }: Props) {
  if (tile.markdown !== null) return <TextTile markdown={tile.markdown} />;
  if (tile.state !== 'ok' || !tile.saved) return <Word tile={tile} />;
  if (run.state === 'failed' && run.error) return <Failed tile={tile} run={run} again={again} />;
  if (!run.document) return <div className="tile-wait" aria-hidden="true"><div className="sk w1" /><div className="sk w2" /></div>;
  return <Numbers tile={tile} run={run} filtered={filtered} onPick={onPick} />;
}

function Numbers({ tile, run, filtered, onPick }: Omit<Props, 'again'>) {
  const chart = tile.overrides.chart ?? tile.saved!.chart;
  const document = run.document!;
  const picks = onPick && document.columns.some((column) => filtered(column) !== undefined);
  const value = (name: string | null): Value | undefined => (name === null ? undefined : filtered(name));
  const { x, series } = useMemo(() => chartShown(chart, document) ?? { x: null, series: null }, [chart, document]);
  const chosen = useMemo<Chosen | null>(() => {
    for (const name of [x, series]) {
      const wanted = value(name);
      if (name !== null && wanted !== undefined && wanted !== none) return { column: name, values: [wanted] };
    }
    return null;
  }, [x, series, value(x), value(series)]);
  if (document.results.length === 0) return <div className="tile-word"><p className="b">{words.noRows}</p><p className="m sm">{words.noRowsHint}</p></div>;
  return <Chart document={chart} result={document} title={titleOf(tile)} size="tile" chosen={chosen} onPick={picks ? onPick : undefined} />;
}

/** A column that has a filter, which is not set. */
export const none = Symbol('none') as unknown as Value;

/** A tile without a title of its own has this as its title. */
function Word({ tile }: { tile: Tile }) {
  const [title, hint] = words.states[tile.state] ?? [tile.state, ''];
  return <div className="tile-word">{titleOf(tile) !== title && <p className="b m">{title}</p>}<p className="f sm">{hint}</p></div>;
}

const ofSource = new Set(['source', 'resolve', 'tunnel', 'connect', 'tls', 'authenticate']);

function Failed({ tile, run: { error, failedAt }, again }: { tile: Tile; run: TileRun; again: () => void }) {
  const { message, detail } = error!;
  return (
    <div className="tile-word" role="alert">
      <p className="b bad">{message}</p>
      <p className="m sm">{words.since(timeOfDay(failedAt))} {detail?.hint}</p>
      <OneWay tile={tile} stage={detail?.stage ?? ''} sqlstate={detail?.sqlstate ?? null} expired={error!.sessionExpired} again={again} />
    </div>
  );
}

/** The one thing to do: where what failed can be mended, else once more. Of what is said before anything is sent, a value
 * that does not fit is a matter of the query. */
function OneWay({ tile, stage, sqlstate, expired, again }: { tile: Tile; stage: string; sqlstate: string | null; expired: boolean; again: () => void }) {
  if (expired) return <LogInAgain />;
  const isOfSource = ofSource.has(stage) && !sqlstate?.startsWith('22');
  if (isOfSource && config.may.manage_sources && tile.saved?.source_id) return <a className="btn link" href={hrefOf('sources', tile.saved.source_id)}>{words.openSource}</a>;
  if (sqlstate !== null && !isOfSource && tile.saved_query_id) return <a className="btn link" href={hrefOf('saved', tile.saved_query_id)}>{words.openQuery}</a>;
  return <button type="button" className="btn link" onClick={again}>{words.again}</button>;
}
