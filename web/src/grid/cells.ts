// cells.ts: how a value looks, and which text it is. NULL, empty text and 0 look different; numbers keep each digit.
import type { Value } from '../api/types';
import { grouped, size } from '../lib/format';
import { roleOf } from '../lib/column_role';
import { text } from '../text';

export type Look = 'null' | 'empty' | 'number' | 'time' | 'json' | 'bytes' | 'text';

export interface ColumnKind {
  name: string;
  /** As the remote calls it, and as a header has room for it. */
  type: string;
  shortType: string;
  right: boolean;
  json: boolean;
  time: boolean;
  bytes: boolean;
  /** How its values are written in cells; what is copied stays as it came. */
  format?: Format;
}

/** Digits in groups of three; moments in the time zone of this browser. */
export type Format = 'grouped' | 'local';

const short: [RegExp, string][] = [
  [/^timestamp(\(\d\))? with time zone/, 'timestamptz$1'], [/^timestamp(\(\d\))? without time zone/, 'timestamp$1'],
  [/^time(\(\d\))? with time zone/, 'timetz$1'], [/^time(\(\d\))? without time zone/, 'time$1'],
  [/^character varying/, 'varchar'], [/^character/, 'char'], [/^bit varying/, 'varbit'],
];

export function shortType(type: string): string {
  const found = short.find(([pattern]) => pattern.test(type));
  return found ? type.replace(found[0], found[1]) : type;
}

export const kindOf = (name: string, type: string): ColumnKind => ({
  name, type, shortType: shortType(type), right: roleOf(type) === 'number',
  json: /^jsonb?\b/.test(type) || /\[\]$/.test(type), time: /^(timestamp|time)\b/.test(type), bytes: /^bytea\b/.test(type),
});

export const lookOf = (value: Value | undefined, kind: ColumnKind): Look => {
  if (value === null || value === undefined) return 'null';
  if (value === '') return 'empty';
  if (kind.right) return 'number';
  if (kind.json || typeof value === 'object') return 'json';
  if (kind.bytes) return 'bytes';
  return kind.time ? 'time' : 'text';
};

/** The value as text, whole: what is copied and what the popover shows. NULL is the empty text here. */
export function textOf(value: Value | undefined, kind: ColumnKind): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return kind.time ? spaced(value) : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** 2022-08-23T04:14:29+00:00 is written 2022-08-23 04:14:29+00, as the database does. */
const spaced = (value: string): string =>
  value.replace(/^(-?\d{4,}-\d\d-\d\d)T/, '$1 ').replace(/([+-]\d\d):00$/, '$1');

/** Longer than this nothing is drawn in a cell; the popover has the rest. */
const longest = 300;

/** What stands in the cell. */
export function shownOf(value: Value | undefined, kind: ColumnKind, look: Look): string {
  if (look === 'null') return 'NULL';
  if (look === 'empty') return text.results.empty;
  const whole = kind.format ? formatted(textOf(value, kind), kind.format) : textOf(value, kind);
  if (look === 'bytes' && whole.length > 34) return `${whole.slice(0, 18)}… · ${size((whole.length - 2) / 2)}`;
  return whole.length > longest ? `${whole.slice(0, longest)}…` : whole;
}

const formatted = (words: string, format: Format): string => (format === 'grouped' ? grouped(words) : inLocalTime(words));

const two = (n: number): string => String(Math.trunc(Math.abs(n))).padStart(2, '0');

/** 2022-08-23 04:14:29.123456+00 as this browser's clock has it, with all its digits; what is no such moment stays. */
export function inLocalTime(words: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(:\d\d)?$/.exec(words);
  if (!parts) return words;
  const [, day, time, fraction = '', hours, minutes = ':00'] = parts;
  const at = new Date(`${day}T${time}${hours}${minutes}`);
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(offset / 60)}${offset % 60 ? `:${two(offset % 60)}` : ''}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}${fraction}${zone}`;
}

/** Where a time zone's offset begins, which is drawn fainter; -1: there is none. */
export const zoneAt = (shown: string): number => /[+-]\d\d(:\d\d)?$/.exec(shown)?.index ?? -1;

/** JSON on several lines, by its text, so that its numbers stay as they are. */
export function prettyJson(source: string): string {
  let out = '';
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  for (const [token] of source.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g)) {
    if (token === '{' || token === '[') out += token + (depth++, line());
    else if (token === '}' || token === ']') out = out.replace(/\s+$/, '') + (depth--, /[{[]$/.test(out.trimEnd()) ? token : line() + token);
    else if (token === ',') out += `,${line()}`;
    else out += token === ':' ? ': ' : token;
  }
  return out;
}
