// numbers.ts: how a chart writes numbers: with every digit that the database printed, unless the chart's format says
// otherwise; marks of an axis are the chart's own, and short. Pure.
import { hundredfold, round } from '../lib/decimal';
import { grouped } from '../lib/format';

/** '' is grouped: 1,234.5678; plain: 1234.5678; a digit: so many places; percent: a share of one, times a hundred. */
export const numberFormats = ['', 'plain', '0', '1', '2', 'percent'] as const;

/** Those that leave every digit, for the one large number. */
export const exactFormats = ['', 'plain', 'percent'] as const;

/** A printed number as the format wants it. A format of a later version is the usual one. */
export function written(printed: string, format = ''): string {
  if (format === 'plain') return printed;
  if (format === 'percent') return /\d$/.test(printed) ? `${grouped(hundredfold(printed))} %` : printed;
  return grouped(/^[0-9]$/.test(format) ? round(printed, Number(format)) : printed);
}

const mark = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 12 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });

/** A mark of an axis. */
export function markOf(value: number, format = ''): string {
  if (format === 'percent') return `${mark.format(Number((value * 100).toPrecision(12)))} %`;
  return Math.abs(value) >= 1e6 ? short.format(value) : mark.format(value);
}

const shares = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const share = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const shareOf = (part: number): string => `${share.format(part * 100)} %`;

/** By how much a number is more or less than the one before, in words; null if that cannot be said. */
export function changeOf(now: number | null, before: number | null): string | null {
  if (now === null || before === null || before === 0) return null;
  const words = shares.format(((now - before) / Math.abs(before)) * 100).replace('-', '−');
  return `${words === '0.0' ? '±0.0' : words} %`;
}
