// saved.ts: the routes of saved queries and of the history, and what they answer.
import { ApiError, ask } from './client';
import type { Value } from './types';

export type VariableType = 'string' | 'number' | 'boolean' | 'date' | 'time';

/** The n-th is $n of SQL; in HogQL it is {variables.name}. Without `default` a run needs a value. */
export interface Variable {
  name: string;
  type: VariableType;
  default?: Value;
  label?: string;
}

/** A saved query in a list. */
export interface SavedRow {
  id: string;
  name: string;
  folder: string;
  description: string | null;
  kind: 'sql' | 'hogql';
  source_id: string | null;
  source: string | null;
  updated_at: string;
  updated_by: string | null;
  version: number;
  may_change: boolean;
}

export interface Saved extends SavedRow {
  text: string;
  variables: Variable[];
  chart: { [key: string]: Value } | null;
  source_gone: boolean;
}

/** What a save sends. */
export interface SavedFields {
  name?: string;
  description?: string;
  folder?: string;
  source_id?: string;
  kind?: 'sql' | 'hogql';
  text?: string;
  variables?: Variable[];
  chart?: unknown;
}

const id = encodeURIComponent;

export const listSaved = async (): Promise<SavedRow[]> => (await ask<{ saved: SavedRow[] }>('saved')).saved;

export const readSaved = (saved: string): Promise<Saved> => ask(`saved/${id(saved)}`);

export const createSaved = (fields: SavedFields): Promise<Saved> => ask('saved', { method: 'POST', body: fields });

/** `version` is the one that was read; another one is there: a Conflict. */
export const changeSaved = (saved: string, version: number, fields: SavedFields): Promise<Saved> =>
  ask<Saved>(`saved/${id(saved)}`, { method: 'PATCH', body: { ...fields, version } });

export const dropSaved = (saved: string, version: number): Promise<null> =>
  ask(`saved/${id(saved)}`, { method: 'DELETE', body: { version } });

/** What is there instead of the version that was read; null: the error says something else. */
export const conflictOf = (error: unknown): Saved | null =>
  error instanceof ApiError && error.status === 409 ? (error.current as Saved | null) : null;

/** A run of the past. */
export interface HistoryRow {
  id: string | number;
  time: string;
  source: string | null;
  source_id: string | null;
  action?: string | null;
  language: 'sql' | 'hogql';
  query: string;
  /** The record has only the beginning of the query. */
  query_cut: boolean;
  outcome: string;
  sqlstate: string | null;
  error?: string | null;
  rows: number | null;
  bytes: number | null;
  truncated: string | null;
  total_seconds: number | null;
}

export interface History {
  history: HistoryRow[];
  available: boolean;
  why?: string;
}

export interface HistoryAsked {
  search?: string;
  status?: string;
  before?: string | number;
}

export function readHistory(asked: HistoryAsked, signal?: AbortSignal): Promise<History> {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value).map(([key, value]) => [key, String(value)]));
  query.set('limit', '50');
  return ask(`history?${query}`, { signal });
}
