// config.ts: what the server writes into the page: where the API is, whose page it is, what he may do.
export interface Config {
  /** Where the API is mounted, with a slash at its end. */
  api: string;
  csrf: string;
  /** What styles that a script makes have to carry. */
  nonce: string;
  user: { id: number | string; name: string };
  team: number | string | null;
  may: { query: boolean; export: boolean; browse: boolean; save: boolean; manage_sources: boolean };
  /** Where one logs in and where a POST logs out; empty: not offered. */
  login: string;
  logout: string;
  /** A query for somebody who has none yet, and the name of the source that it belongs to. */
  example: { source: string; query: string } | null;
}

const unset: Config = {
  api: '/api/', csrf: '', nonce: '', user: { id: 0, name: '' }, team: null,
  may: { query: true, export: true, browse: true, save: true, manage_sources: false }, login: '', logout: '', example: null,
};

/** The JSON in the page's block `start`, with defaults for what it does not say. */
function readConfig(): Config {
  const said = JSON.parse(document.getElementById('start')?.textContent || '{}') as Partial<Config>;
  return { ...unset, ...said, api: (said.api ?? unset.api).replace(/\/*$/, '/') };
}

export const config = readConfig();
