// api.mjs: the API, asked by a test as the analyst, apart from the page; saved queries and dashboards for it.
import assert from 'node:assert/strict';
import { env } from './app.mjs';

export async function api(method, path, body) {
  const response = await fetch(`${env('URL')}/api/environments/1/${path}`, {
    method, body: body && JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${Buffer.from(`${env('LOGIN')}:${env('PASSWORD')}`).toString('base64')}` },
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) assert.fail(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

let made = 0;

/** A name that nothing else has. */
export const fresh = (name) => `${name} ${process.pid}-${++made}`;

export const saveQuery = (text, { name = 'query', variables = [], chart = null, source = 'pagila' } = {}) =>
  api('POST', 'saved', { name: fresh(name), source_id: source, text, variables, ...(chart && { chart }) });

export const tileOf = (saved, x, y, w, h, overrides = {}) => ({ saved_query_id: saved.id, place: { x, y, w, h }, overrides });

export const makeBoard = (tiles, part = {}) => api('POST', 'dashboards', { name: fresh('Board'), tiles, ...part });
