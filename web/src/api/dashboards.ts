// dashboards.ts: the routes of dashboards, and what they answer.
import { parseDocument } from '../lib/parse_document';
import { ask, request } from './client';
import type { Variable, VariableType } from './saved';
import type { Document, Value } from './types';

/** Where a tile is: 12 columns, rows as many as it takes. */
export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Overrides {
  title?: string;
  chart?: unknown;
  variables?: { [name: string]: Value };
  [later: string]: unknown;
}

/** What a tile shows of its saved query; null: it is gone, or may not be told of. */
export interface TileQuery {
  name: string;
  kind: string;
  source_id: string | null;
  source: string | null;
  variables: Variable[];
  chart: unknown;
  version: number;
}

export type TileState = 'ok' | 'gone' | 'not_allowed' | 'source_gone';

export interface Tile {
  /** Of one that is not saved yet it begins with "new". */
  id: string;
  place: Place;
  overrides: Overrides;
  markdown: string | null;
  saved_query_id: string | null;
  saved: TileQuery | null;
  state: TileState;
}

export interface Filter {
  name: string;
  label?: string;
  type: VariableType;
  default?: Value;
  /** Without it: the variable of its own name, in every tile that has one. */
  sets?: { tile: string | number; variable: string }[];
  values?: Value[];
  values_from?: { saved: string; column: string };
  [later: string]: unknown;
}

export interface DashboardRow {
  id: string;
  name: string;
  description: string | null;
  folder: string;
  tiles: number;
  created_by: string | null;
  updated_at: string;
  updated_by: string | null;
  version: number;
  may_change: boolean;
}

export interface Dashboard extends Omit<DashboardRow, 'tiles'> {
  filters: Filter[];
  layout: { [key: string]: Value };
  tiles: Tile[];
}

export interface DashboardFields {
  name?: string;
  description?: string;
  filters?: Filter[];
  tiles?: unknown[];
}

const id = encodeURIComponent;

export const listDashboards = async (): Promise<DashboardRow[]> => (await ask<{ dashboards: DashboardRow[] }>('dashboards')).dashboards;

export const readDashboard = (dashboard: string): Promise<Dashboard> => ask(`dashboards/${id(dashboard)}`);

export const createDashboard = (fields: DashboardFields): Promise<Dashboard> => ask('dashboards', { method: 'POST', body: fields });

/** `version` is the one that was read; if another one is there, the error's `current` has it. */
export const changeDashboard = (dashboard: string, version: number, fields: DashboardFields): Promise<Dashboard> =>
  ask(`dashboards/${id(dashboard)}`, { method: 'PATCH', body: { ...fields, version } });

export const dropDashboard = (dashboard: string, version: number): Promise<null> =>
  ask(`dashboards/${id(dashboard)}`, { method: 'DELETE', body: { version } });

export type FilterValues = { [name: string]: Value };

export async function runTile(dashboard: string, tile: string, filters: FilterValues, limit: number, queryId: string, signal: AbortSignal): Promise<Document> {
  const body = { filters, limit, client_query_id: queryId, json_numbers: 'safe' };
  return parseDocument(await (await request(`dashboards/${id(dashboard)}/tiles/${id(tile)}/run`, { method: 'POST', signal, body })).text());
}

export const runSaved = async (saved: string, limit: number, signal?: AbortSignal, queryId?: string): Promise<Document> =>
  parseDocument(await (await request(`saved/${id(saved)}/run`, { method: 'POST', signal, body: { limit, json_numbers: 'safe', ...(queryId && { client_query_id: queryId }) } })).text());

/** How many connections each source may have; null: there is no limit. */
export async function connectionLimits(): Promise<{ ofServer: number | null; ofSource: ReadonlyMap<string, number> }> {
  const { limits } = await ask<{ limits: { server: { max_connections_per_source?: number } | null; sources: { id: string; max_connections: number | null }[] } }>('limits');
  return {
    ofServer: limits.server?.max_connections_per_source ?? null,
    ofSource: new Map(limits.sources.flatMap(({ id: source, max_connections }) => (max_connections === null ? [] : [[source, max_connections] as const]))),
  };
}
