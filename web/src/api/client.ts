// client.ts: one way to ask the server. A refusal is an ApiError with what the server said; a server that was not reached
// is one without a status. Nothing is retried, and nothing is logged.
import { config } from '../config';
import { text } from '../text';
import type { ErrorDetail, Notice } from './types';

export class ApiError extends Error {
  constructor(
    message: string,
    /** The HTTP status; 0: there was no answer. */
    readonly status: number,
    readonly detail: ErrorDetail | null = null,
    /** The field of the request that is wrong. */
    readonly field: string | null = null,
    /** What the database said before it failed. */
    readonly notices: Notice[] = [],
    /** Of a change that came too late: what is there by now. */
    readonly current: unknown = null,
  ) {
    super(message);
  }

  get sessionExpired(): boolean {
    return this.status === 401 || (this.status === 403 && !this.detail?.sqlstate);
  }
}

interface Options {
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
  /** The request outlives the page. */
  keepalive?: boolean;
}

/** A log-in in another window changes the token: the cookie has the present one, if the page may read it. */
export const csrfToken = (): string => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? config.csrf;

/** Sends a request and returns the response if it is a success, else raises an ApiError. */
export async function request(path: string, { method = 'GET', body, signal, keepalive }: Options = {}): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json', 'X-CSRFToken': csrfToken() };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(config.api + path, {
      method, headers, signal, keepalive, credentials: 'same-origin', redirect: 'manual',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(navigator.onLine ? text.api.unreachable : text.api.offline, 0);
  }
  if (response.ok) return response;
  throw await refusal(response);
}

/** The body as JSON. */
export async function ask<T>(path: string, options: Options = {}): Promise<T> {
  const response = await request(path, options);
  return (response.status === 204 ? null : await response.json()) as T;
}

async function refusal(response: Response): Promise<ApiError> {
  if (response.type === 'opaqueredirect') return new ApiError(text.api.expired, 401);
  const body = await response.json().catch(() => null) as
    { error?: string; detail?: ErrorDetail | string; field?: string; notices?: Notice[]; current?: unknown } | null;
  const detail = body && typeof body.detail === 'object' ? body.detail : null;
  const said = body?.error ?? (typeof body?.detail === 'string' ? body.detail : null);
  const error = new ApiError(said ?? text.api.status(response.status), response.status, detail, body?.field ?? null, body?.notices, body?.current);
  return error.sessionExpired ? new ApiError(text.api.expired, response.status) : error;
}
