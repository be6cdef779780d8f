// values.ts: which values a text takes and what the fields for them say: $1, $2 of SQL by number, {name} of HogQL by name.
import type { Value } from '../api/types';
import type { Language } from '../stores/tabs';

/** Of a call: a list for SQL, an object for HogQL. */
export type Params = Value[] | { [name: string]: Value };

/** What a text's fields stand for, without what is in strings and comments. */
const bare = (words: string): string => words.replaceAll(/'(?:[^'\\]|\\.|'')*'|--.*|\/\*[^]*?\*\//g, '');

/** The highest of $1, $2, … that a text has. */
export const parameterCount = (words: string): number =>
  Math.min(100, Math.max(0, ...[...words.matchAll(/\$(\d{1,3})\b/g)].map((match) => Number(match[1]))));

/** The names of a text's placeholders, as {a.b} in the order of the text. */
export function placeholders(words: string): string[] {
  const found = [...bare(words).matchAll(/\{\s*([A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*)*)\s*\}/g)];
  return [...new Set(found.map((match) => match[1]!.replaceAll(/\s/g, '')))].slice(0, 100);
}

/** The fields that a tab shows. */
export const fieldsOf = (language: Language, words: string): string[] =>
  language === 'hogql' ? placeholders(words) : Array.from({ length: parameterCount(words) }, (_, n) => `$${n + 1}`);

/** What a field says: a number, true, false and JSON are themselves, all else is text; nothing is null. */
export function valueOf(typed: string | null | undefined): Value {
  if (typed === null || typed === undefined || typed === '') return null;
  const words = typed.trim();
  if (/^-?\d+(\.\d+)?$/.test(words) && Number.isSafeInteger(Math.trunc(Number(words)))) return Number(words);
  if (/^(true|false|null)$/.test(words)) return JSON.parse(words) as Value;
  if (/^(\[.*\]|\{.*\}|".*")$/s.test(words)) {
    try {
      return JSON.parse(words) as Value;
    } catch {
      return typed;
    }
  }
  return typed;
}

/** What is sent with a text; undefined: it takes no values. */
export function paramsFor(language: Language, words: string, typed: Record<string, string | null>): Params | undefined {
  const names = fieldsOf(language, language === 'hogql' ? words : words.replaceAll(/'[^']*'|--.*/g, ''));
  if (names.length === 0) return undefined;
  if (language === 'sql') return names.map((name) => typed[name] ?? null);
  const values: { [name: string]: Value } = {};
  for (const name of names) put(values, name.split('.'), valueOf(typed[name]));
  return values;
}

function put(values: { [name: string]: Value }, path: string[], value: Value): void {
  const [first, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    values[first] = value;
    return;
  }
  const inner = values[first];
  const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
  values[first] = next;
  put(next, rest, value);
}
