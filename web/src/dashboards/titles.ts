// titles.ts: what a tile is called: as its own settings say, else as its query is. Pure.
import type { Tile } from '../api/dashboards';
import { blocksOf } from './markdown';
import { words } from './words';

export function titleOf(tile: Tile): string {
  if (tile.overrides.title) return tile.overrides.title;
  if (tile.markdown === null) return tile.saved?.name ?? words.states[tile.state]?.[0] ?? words.untitled;
  const first = blocksOf(tile.markdown)[0];
  const text = first && 'inlines' in first ? first.inlines.map(({ text }) => text).join('') : '';
  return text.slice(0, 60) || words.textTile;
}
