// use_runs.ts: the runs of a dashboard's tiles, for as long as it is shown.
import { useEffect, useRef, useState } from 'react';
import { connectionLimits, type Dashboard, type FilterValues, type Tile } from '../api/dashboards';
import { useStore } from '../lib/store';
import { valuesFor } from './filters';
import { Queue } from './queue';
import { runnable, type TileRun, TileRuns } from './tile_runs';

/** Where nobody says how many connections a source has. */
const cautious = 4;

export interface Runs {
  all: ReadonlyMap<string, TileRun>;
  refresh: () => void;
  again: (tile: Tile) => void;
}

export function useRuns(dashboard: Dashboard | null, tiles: Tile[], values: FilterValues): Runs {
  const id = dashboard?.id ?? '';
  const limits = useRef<{ ofServer: number | null; ofSource: ReadonlyMap<string, number> } | null>(null);
  const [known, setKnown] = useState(false);
  const [runs] = useState(() => new TileRuns(id, new Queue((source) => limits.current?.ofSource.get(source) ?? limits.current?.ofServer ?? cautious)));
  const all = useStore(runs.store);
  const filters = dashboard?.filters ?? [];
  const of = (tile: Tile): FilterValues => valuesFor(filters, tile, values);

  useEffect(() => {
    connectionLimits().then((found) => { limits.current = found; }, () => undefined).finally(() => setKnown(true));
    return () => runs.stopAll();
  }, []);
  useEffect(() => {
    if (dashboard && known) runs.runAll(runnable({ tiles }), of);
  }, [dashboard, known, tiles, values]);
  return { all, refresh: () => runs.runAll(runnable({ tiles }), of, true), again: (tile) => runs.again(tile, of(tile)) };
}
