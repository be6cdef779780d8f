// runs.ts: what each tab runs and has run. One run per tab: a second one cancels the first. A result belongs to its tab
// and stays, marked as old, until the next one is there.
//
// - A run is a list of statements, sent one after the other; it stops at the first that fails.
// - Cancel is a request of its own, so that it reaches the remote although the run's request is still waiting; the run
//   ends when the server says so, or after `patience` in any case.
import { ApiError } from '../api/client';
import { cancel, execute, progressOf } from '../api/routes';
import type { Document, Progress, Value } from '../api/types';
import { Store } from '../lib/store';
import { text } from '../text';
import { keepRun } from './local_history';

/** A piece of a tab's text, with where it began there (UTF-16). */
export interface Statement {
  text: string;
  from: number;
}

export interface Result {
  document: Document;
  statement: Statement;
  bytes: number;
  at: number;
  /** Milliseconds from asking to having the answer parsed. */
  took: number;
  limit: number;
  language: 'sql' | 'hogql';
}

export interface Failure {
  error: ApiError;
  statement: Statement | null;
  /** Which of how many statements. */
  n: number;
  of: number;
  took: number;
  cancelled: boolean;
}

export interface Run {
  state: 'idle' | 'running' | 'done' | 'failed';
  /** performance.now() when it was started. */
  started: number;
  took: number;
  source: string;
  statements: Statement[];
  results: Result[];
  /** Which of the results is shown. */
  shown: number;
  /** The results are of a run before this one. */
  stale: boolean;
  failure: Failure | null;
  /** How far the running statement is, of a run that takes longer than a moment. */
  progress: Progress | null;
}

const idle: Run = {
  state: 'idle', started: 0, took: 0, source: '', statements: [], results: [], shown: 0, stale: false, failure: null, progress: null,
};

export const runs = new Store<ReadonlyMap<string, Run>>(new Map());

export const runOf = (tab: string, all: ReadonlyMap<string, Run> = runs.get()): Run => all.get(tab) ?? idle;

export function patchRun(tab: string, part: Partial<Run>): void {
  runs.set((all) => new Map(all).set(tab, { ...runOf(tab, all), ...part }));
}

interface Running {
  queryId: string;
  controller: AbortController;
  cancelled: boolean;
}

const running = new Map<string, Running>();
const patience = 2000;

export interface Request {
  source: { id: string; name: string };
  language: 'sql' | 'hogql';
  statements: Statement[];
  limit: number;
  params: (statement: Statement) => Value[] | { [name: string]: Value } | undefined;
}

export async function startRun(tab: string, request: Request): Promise<void> {
  if (running.has(tab)) await cancelRun(tab);
  const here: Running = { queryId: '', controller: new AbortController(), cancelled: false };
  running.set(tab, here);
  const started = performance.now();
  const { statements } = request;
  patchRun(tab, { state: 'running', started, source: request.source.name, statements, failure: null, stale: true, progress: null });
  const results: Result[] = [];
  for (const [n, statement] of statements.entries()) {
    const at = Date.now();
    try {
      results.push(await runOne(here, request, statement, (progress) => { if (running.get(tab) === here) patchRun(tab, { progress }); }));
      remember(request, statement, at, results.at(-1)!, null, false);
    } catch (error) {
      remember(request, statement, at, null, asApiError(error), here.cancelled);
      if (running.get(tab) === here) fail(tab, { error: asApiError(error), statement, n: n + 1, of: statements.length, took: performance.now() - started, cancelled: here.cancelled }, results);
      return;
    }
    if (running.get(tab) !== here) return;
    patchRun(tab, { results: [...results], shown: results.length - 1, stale: false });
  }
  running.delete(tab);
  const took = performance.now() - started;
  patchRun(tab, { state: 'done', took });
}

function remember({ source, language }: Request, { text: query }: Statement, at: number, result: Result | null, error: ApiError | null, cancelled: boolean): void {
  void keepRun({
    at, source: source.id, sourceName: source.name, language, query, outcome: cancelled ? 'cancelled' : error ? 'error' : 'ok', error: error?.message ?? null,
    sqlstate: error?.detail?.sqlstate ?? null, rows: result?.document.row_count ?? null, truncated: result?.document.truncated ?? null, took: Date.now() - at,
  });
}

async function runOne(here: Running, request: Request, statement: Statement, onProgress: (progress: Progress | null) => void): Promise<Result> {
  here.queryId = crypto.randomUUID();
  if (here.cancelled) throw new ApiError(text.bar.cancel, 499);
  const began = performance.now();
  const params = request.params(statement);
  const stop = follow(here.queryId, onProgress);
  const { document, bytes } = await execute({
    source_id: request.source.id, language: request.language, query: statement.text, limit: request.limit, client_query_id: here.queryId,
    ...(params && { params }),
  }, here.controller.signal).finally(stop);
  return { document, statement, bytes, at: Date.now(), took: performance.now() - began, limit: request.limit, language: request.language };
}

const lookEvery = 1000;

/** Asks again and again how far a run is, until the returned function is called. A look that fails says nothing. */
function follow(queryId: string, tell: (progress: Progress | null) => void): () => void {
  let over = false;
  const look = async (): Promise<void> => {
    const progress = await progressOf(queryId).catch(() => null);
    if (over) return;
    if (progress) tell(progress);
    timer = window.setTimeout(() => void look(), lookEvery);
  };
  let timer = window.setTimeout(() => void look(), lookEvery);
  return () => {
    over = true;
    clearTimeout(timer);
    tell(null);
  };
}

function fail(tab: string, failure: Failure, results: Result[]): void {
  running.delete(tab);
  patchRun(tab, { state: 'failed', failure, took: failure.took, ...(results.length === 0 && { stale: true }) });
}

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError(error instanceof Error ? error.message : String(error), 499);

/** Asks the server to end the tab's run and returns when the run has ended. */
export async function cancelRun(tab: string): Promise<void> {
  const here = running.get(tab);
  if (!here) return;
  here.cancelled = true;
  const timer = setTimeout(() => here.controller.abort(), patience);
  await cancel(here.queryId).catch(() => here.controller.abort());
  await ended(tab, here);
  clearTimeout(timer);
}

function ended(tab: string, here: Running): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (running.get(tab) === here) return;
      stop();
      resolve();
    };
    const stop = runs.subscribe(look);
    look();
  });
}

/** The tab is gone: so is what it runs and what it ran. */
export function forgetRun(tab: string): void {
  const here = running.get(tab);
  running.delete(tab);
  if (here) {
    void cancel(here.queryId).catch(() => undefined);
    here.controller.abort();
  }
  runs.set((all) => {
    const left = new Map(all);
    left.delete(tab);
    return left;
  });
}

/** A failure that was found before anything was run. */
export function refuseRun(tab: string, message: string, hint: string, said?: ApiError, statement: Statement | null = null): void {
  const error = said ?? new ApiError(message, 0, { sqlstate: null, message, hint });
  patchRun(tab, { state: 'failed', took: 0, stale: true, failure: { error, statement, n: 1, of: 1, took: 0, cancelled: false } });
}

// A page that goes takes its runs along; a request of this kind outlives it.
addEventListener('pagehide', () => {
  for (const here of running.values()) void cancel(here.queryId, true).catch(() => undefined);
});
