// routes.ts: the routes of the API that the page uses, one function each.
import { parseDocument } from '../lib/parse_document';
import { ask, request } from './client';
import type { Call, Document, HogqlFunction, Problem, Progress, Sessions, Source, Statistics, Table, TableDetail, TestResult, Value } from './types';

export interface RunRequest {
  source_id: string;
  language: 'sql' | 'hogql';
  query: string;
  /** A list for SQL, an object for HogQL. */
  params?: Value[] | { [name: string]: Value };
  limit?: number;
  client_query_id?: string;
}

const direct = 'direct_query/';
const id = encodeURIComponent;

export interface Ran {
  document: Document;
  /** Bytes of the document as it arrived. */
  bytes: number;
  /** When the last byte was there, by performance.now(). */
  arrived: number;
}

export async function execute(run: RunRequest, signal?: AbortSignal): Promise<Ran> {
  const response = await request(`${direct}execute`, {
    method: 'POST', signal, body: { ...run, json_numbers: 'safe' },
  });
  const body = await response.text();
  const arrived = performance.now();
  return { document: parseDocument(body), bytes: body.length, arrived };
}

/** Ends a run, of this page or of another one; `keepalive` if the page is about to go. */
export const cancel = (queryId: string, keepalive = false): Promise<Response> =>
  request(`${direct}status/${id(queryId)}`, { method: 'DELETE', keepalive });

/** How far a run is; null if it is not running. The list of calls is asked, for to ask of one that has just ended is a failed request. */
export const progressOf = async (queryId: string): Promise<Progress | null> => {
  const call = (await listCalls()).find((one) => one.client_query_id === queryId);
  return call ? { stage: call.stage, rows: call.rows ?? 0, bytes: call.bytes ?? 0 } : null;
};

export const explain = (run: RunRequest & { run?: boolean }, signal?: AbortSignal): Promise<unknown> =>
  ask(`${direct}explain`, { method: 'POST', body: run, signal });

export type HogqlText = Pick<RunRequest, 'source_id' | 'query' | 'params'>;

export const checkHogql = async (asked: HogqlText, signal?: AbortSignal): Promise<Problem[]> =>
  (await ask<{ problems: Problem[] }>(`${direct}check`, { method: 'POST', body: asked, signal })).problems;

/** The SQL that a text of HogQL becomes. */
export const printHogql = async (asked: HogqlText): Promise<string> =>
  (await ask<{ sql: string }>(`${direct}sql`, { method: 'POST', body: asked })).sql;

export const listFunctions = async (): Promise<HogqlFunction[]> =>
  (await ask<{ functions: HogqlFunction[] }>(`${direct}functions`)).functions;

export const exportAll = (run: RunRequest & { format: 'csv' | 'jsonl' }, signal?: AbortSignal): Promise<Response> =>
  request(`${direct}export`, { method: 'POST', body: run, signal });

export const listSources = async (): Promise<Source[]> => (await ask<{ sources: Source[] }>(`${direct}sources`)).sources;

export type SourceFields = { [key: string]: Value };

export const createSource = (fields: SourceFields): Promise<Source> =>
  ask(`${direct}sources`, { method: 'POST', body: fields });

export const changeSource = (source: string, fields: SourceFields): Promise<Source> =>
  ask(`${direct}sources/${id(source)}`, { method: 'PATCH', body: fields });

export const dropSource = (source: string): Promise<null> => ask(`${direct}sources/${id(source)}`, { method: 'DELETE' });

export const testSource = (source: string, signal?: AbortSignal): Promise<TestResult> =>
  ask(`${direct}sources/${id(source)}/test`, { method: 'POST', body: {}, signal });

/** Tests what stands in a form and is not stored. With `source_id`, what the fields do not say is that source's. */
export const testFields = (fields: SourceFields, signal?: AbortSignal): Promise<TestResult> =>
  ask(`${direct}sources/test`, { method: 'POST', body: fields, signal });

export const parseUrl = (url: string): Promise<SourceFields> =>
  ask(`${direct}sources/parse`, { method: 'POST', body: { url } });

/** The tables of a source; `refresh` has the server read them anew first. */
export async function listTables(source: string, refresh = false): Promise<Table[]> {
  if (refresh) await ask(`${direct}schema/${id(source)}?refresh=1`);
  return (await ask<{ tables: Table[] }>(`${direct}schema/${id(source)}?level=tables`)).tables;
}

export const tableDetail = (source: string, table: Table): Promise<TableDetail> =>
  ask(`${direct}schema/${id(source)}?schema=${id(table.schema_name)}&table=${id(table.table_name)}`);

export const listCalls = async (): Promise<Call[]> => (await ask<{ activity: Call[] }>('activity')).activity;

export const listSessions = async (): Promise<Sessions[]> =>
  (await ask<{ sessions: Sessions[] }>('activity?part=sessions')).sessions;

export const listStatistics = async (): Promise<Statistics[]> =>
  (await ask<{ statistics: Statistics[] }>('activity?part=statistics')).statistics;
