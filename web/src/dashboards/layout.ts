// layout.ts: where tiles stand: 12 columns, no two on each other. A tile that comes into the way of others moves them down
// as little as makes room; nothing else moves. Pure.
import type { Place, Tile } from '../api/dashboards';

export const columns = 12;
const mostRows = 24;

const overlaps = (a: Place, b: Place): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, Math.round(value)));

/** The nearest place that the grid has. */
export function fitting({ x, y, w, h }: Place): Place {
  const width = clamp(w, 1, columns);
  return { x: clamp(x, 0, columns - width), y: Math.max(0, Math.round(y)), w: width, h: clamp(h, 1, mostRows) };
}

/** The tiles with one of them at another place; those in its way go down. */
export function placed(tiles: Tile[], id: string, wanted: Place): Tile[] {
  const place = fitting(wanted);
  const settled = new Map<string, Place>([[id, place]]);
  const others = tiles.filter((tile) => tile.id !== id).sort(byPlace);
  for (const tile of others) settled.set(tile.id, below(tile.place, [...settled.values()]));
  return tiles.map((tile) => same(tile.place, settled.get(tile.id)!) ? tile : { ...tile, place: settled.get(tile.id)! });
}

/** The place, or the first one under it that none of the others is in. */
function below(place: Place, others: Place[]): Place {
  const next = { ...place };
  for (let way = others.find((other) => overlaps(next, other)); way; way = others.find((other) => overlaps(next, other))) next.y = way.y + way.h;
  return next;
}

export const same = (a: Place, b: Place): boolean => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h;

const byPlace = (a: Tile, b: Tile): number => a.place.y - b.place.y || a.place.x - b.place.x;

/** In the order in which one reads. */
export const inOrder = (tiles: Tile[]): Tile[] => [...tiles].sort(byPlace);

/** The first place of this size that is free, from the top. */
export function freePlace(tiles: Tile[], w: number, h: number): Place {
  const bottom = tiles.reduce((most, { place }) => Math.max(most, place.y + place.h), 0);
  for (let y = 0; y < bottom; y++) for (let x = 0; x + w <= columns; x++) {
    const place = { x, y, w, h };
    if (!tiles.some((tile) => overlaps(tile.place, place))) return place;
  }
  return { x: 0, y: bottom, w, h };
}

const moves: { [key: string]: Partial<Place> } = { ArrowLeft: { x: -1 }, ArrowRight: { x: 1 }, ArrowUp: { y: -1 }, ArrowDown: { y: 1 } };

/** Where an arrow takes a tile: it moves, or with ⇧ its lower right corner does. Null: the key is none, or leads nowhere. */
export function arrowed(place: Place, key: string, sizing: boolean): Place | null {
  const move = moves[key];
  if (!move) return null;
  const [x, y] = [move.x ?? 0, move.y ?? 0];
  const next = fitting(sizing ? { ...place, w: Math.min(place.w + x, columns - place.x), h: place.h + y } : { ...place, x: place.x + x, y: place.y + y });
  return same(next, place) ? null : next;
}
