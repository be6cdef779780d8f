// route.ts: the URL's fragment is the state of a screen: #/sql, #/sources/<id>, #/dashboards/<id>?<filters>, #/activity. A screen that is to come
// (questions, insights) is one more entry of `screens`; the navigation shows those with `ready`.
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

export interface Route {
  screen: ScreenName;
  /** What stands behind the screen's name: the id of a source, or "new". */
  item: string;
  /** What stands behind a question mark: the filters of a dashboard. */
  search: string;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, item = ''] = path.split('/');
  const screen = screens.find((each) => each.ready && each.name === name)?.name ?? 'sql';
  return { screen, item: decodeURIComponent(item), search };
}

export function hrefOf(screen: ScreenName, item = ''): string {
  return `#/${screen}${item && `/${encodeURIComponent(item)}`}`;
}

export const route = new Store<Route>(parseRoute(location.hash));

export function go(screen: ScreenName, item = ''): void {
  location.hash = hrefOf(screen, item);
}

addEventListener('hashchange', () => route.set(parseRoute(location.hash)));
