// route.ts: the URL's fragment is the state of a screen: #/sql, #/saved/<id>, #/sources/<id>, #/dashboards/<id>?<filters>, #/activity. A
// screen that is to come (questions, insights) is one more entry of `screens`; the navigation shows those with `ready`.
import { Store } from './lib/store';

export const screens = [
  { name: 'sql', ready: true },
  { name: 'questions', ready: false },
  { name: 'insights', ready: false },
  { name: 'dashboards', ready: true },
  { name: 'sources', ready: true },
  { name: 'activity', ready: true },
] as const;

export type ScreenName = (typeof screens)[number]['name'];

/** What a link opens on the screen of SQL: a saved query by its id, or a text that the link has in itself. */
export type Opened = 'saved' | 'shared';

export interface Route {
  screen: ScreenName;
  /** What stands behind the screen's name: the id of a source, or "new". */
  item: string;
  /** What stands behind a question mark: the filters of a dashboard. */
  search: string;
  opens?: Opened;
}

/** A link may have been cut anywhere. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, item = ''] = path.split('/');
  if (name === 'saved' || name === 'shared') return { screen: 'sql', item: decoded(item), search, opens: name };
  const screen = screens.find((each) => each.ready && each.name === name)?.name ?? 'sql';
  return { screen, item: decoded(item), search };
}

export function hrefOf(screen: ScreenName | Opened, item = ''): string {
  return `#/${screen}${item && `/${encodeURIComponent(item)}`}`;
}

export const route = new Store<Route>(parseRoute(location.hash));

/** The address says this from now on, without a step in the browser's history. */
export const showAddress = (hash: string): void => {
  if (location.hash !== hash) history.replaceState(history.state, '', hash);
};

export function go(screen: ScreenName, item = ''): void {
  location.hash = hrefOf(screen, item);
}

addEventListener('hashchange', () => route.set(parseRoute(location.hash)));
