// value_words.ts: a value of a result as a word of a chart, and as a number. Pure.
import type { Value } from '../api/types';

export const wordOf = (value: Value | undefined): string =>
  value === null || value === undefined ? 'NULL' : value === '' ? '∅' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** What stands for a number where a line has none. */
export const noValue = '–';

/** Null if it is none that an axis has a place for, as NaN and infinity. */
export function numberOf(value: Value | undefined): number | null {
  if (typeof value !== 'number' && typeof value !== 'string' || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** The least and the greatest; of nothing, infinities. */
export function extentOf(numbers: Iterable<number>): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const number of numbers) [least, most] = [Math.min(least, number), Math.max(most, number)];
  return [least, most];
}
