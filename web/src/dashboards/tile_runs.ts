// tile_runs.ts: what each tile of the shown dashboard runs and has run. A tile runs anew only when a value that reaches it
// has changed, or on request; what it has stays, as of the run before, until the next answer is there.
//
// - Whoever leaves the dashboard ends what runs: the request is broken off, and the server ends the statement.
// - A source without a free connection is no failure: the tile waits as long as the server says, and asks again.
import { ApiError } from '../api/client';
import { cancel } from '../api/routes';
import { type Dashboard, type FilterValues, runSaved, runTile, type Tile } from '../api/dashboards';
import type { Document } from '../api/types';
import { Store } from '../lib/store';
import { isNew } from './draft';
import { Queue, type Job } from './queue';

export interface TileRun {
  state: 'waiting' | 'running' | 'done' | 'failed';
  /** performance.now() when it was sent. */
  started: number;
  document: Document | null;
  /** When the document came, and how long it took. */
  at: number;
  took: number;
  error: ApiError | null;
  /** When it first failed. */
  failedAt: number;
}

const fresh: TileRun = { state: 'waiting', started: 0, document: null, at: 0, took: 0, error: null, failedAt: 0 };

/** More rows than a picture can show, or a tile. */
export const tileLimit = 10_000;

interface Going {
  key: string;
  job: Job;
  controller: AbortController;
  queryId: string;
}

export class TileRuns {
  readonly store = new Store<ReadonlyMap<string, TileRun>>(new Map());
  private readonly going = new Map<string, Going>();
  private readonly keys = new Map<string, string>();

  constructor(private readonly dashboard: string, private readonly queue: Queue) {}

  /** Runs the tiles whose values or query have changed since their last run; `anew`: all of them. */
  runAll(tiles: Tile[], valuesFor: (tile: Tile) => FilterValues, anew = false): void {
    for (const tile of tiles) {
      const key = JSON.stringify([tile.saved_query_id, tile.saved?.version, tile.overrides.variables ?? null, valuesFor(tile)]);
      if (anew || this.keys.get(tile.id) !== key) this.run(tile, key, valuesFor(tile));
    }
    for (const id of this.keys.keys()) if (!tiles.some((tile) => tile.id === id)) this.stop(id);
  }

  again(tile: Tile, values: FilterValues): void {
    this.run(tile, this.keys.get(tile.id) ?? '', values);
  }

  /** Nothing runs any more. */
  stopAll(): void {
    for (const id of [...this.going.keys()]) this.stop(id);
  }

  private stop(id: string): void {
    const going = this.going.get(id);
    this.going.delete(id);
    this.keys.delete(id);
    if (!going || this.queue.remove(going.job)) return;
    going.controller.abort();
    void cancel(going.queryId, true).catch(() => undefined);
  }

  private run(tile: Tile, key: string, values: FilterValues): void {
    this.stop(tile.id);
    this.keys.set(tile.id, key);
    const going: Going = { key, controller: new AbortController(), queryId: crypto.randomUUID(), job: { source: tile.saved?.source_id ?? '', run: () => this.ask(tile, going, values) } };
    this.going.set(tile.id, going);
    this.patch(tile.id, { state: 'waiting' });
    this.queue.add(going.job);
  }

  private async ask(tile: Tile, going: Going, values: FilterValues): Promise<void> {
    const isCurrent = (): boolean => this.going.get(tile.id) === going;
    const started = performance.now();
    this.patch(tile.id, { state: 'running', started });
    try {
      const document = await (isNew(tile.id) ? runSaved(tile.saved_query_id!, tileLimit, going.controller.signal, going.queryId) : runTile(this.dashboard, tile.id, values, tileLimit, going.queryId, going.controller.signal));
      if (isCurrent()) this.patch(tile.id, { state: 'done', document, at: Date.now(), took: performance.now() - started, error: null, failedAt: 0 });
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof ApiError && error.status === 429) return this.later(tile.id, going, error);
      this.fail(tile.id, error);
    }
    if (isCurrent()) this.going.delete(tile.id);
  }

  /** The source has no free connection. */
  private later(id: string, going: Going, error: ApiError): void {
    this.patch(id, { state: 'waiting' });
    setTimeout(() => { if (this.going.get(id) === going) this.queue.add(going.job); }, 1000 * Math.max(1, error.detail?.retry_after ?? 1));
  }

  private fail(id: string, error: unknown): void {
    const known = error instanceof ApiError ? error : new ApiError(String(error), 0);
    const before = this.store.get().get(id);
    this.patch(id, { state: 'failed', error: known, failedAt: before?.failedAt || Date.now() });
  }

  private patch(id: string, part: Partial<TileRun>): void {
    this.store.set((all) => new Map(all).set(id, { ...(all.get(id) ?? fresh), ...part }));
  }
}

export const runOf = (runs: ReadonlyMap<string, TileRun>, id: string): TileRun => runs.get(id) ?? fresh;

/** Tiles that have something to run. */
export const runnable = ({ tiles }: Pick<Dashboard, 'tiles'>): Tile[] => tiles.filter((tile) => tile.state === 'ok' && tile.saved !== null);
