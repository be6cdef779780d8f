// values.ts: which values a text takes and what the fields for them say: $1, $2 of SQL by number, {name} of HogQL by name.
import type { Variable, VariableType } from '../api/saved';
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

let last: { language: Language; words: string; fields: string[] } | null = null;

/** The fields that a tab shows. Several parts of the screen ask of the same text, which may be long. */
export function fieldsOf(language: Language, words: string): string[] {
  if (last?.words === words && last.language === language) return last.fields;
  const fields = language === 'hogql' ? placeholders(words) : Array.from({ length: parameterCount(words) }, (_, n) => `$${n + 1}`);
  last = { language, words, fields };
  return fields;
}

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

export interface Typed {
  values: Record<string, string | null>;
  variables: Variable[];
}

/** What is said of a field: of $n it is the n-th variable, of {variables.name} the one of that name. */
export const variableOf = (field: string, variables: Variable[]): Variable | undefined =>
  field.startsWith('$') ? variables[Number(field.slice(1)) - 1] : variables.find(({ name }) => `variables.${name}` === field);

/** The value of a field: what was typed, else the variable's default. HogQL's have a type, SQL's are read by the remote. */
function given(field: string, { values, variables }: Typed, language: Language): Value {
  const variable = variableOf(field, variables);
  const typed = values[field];
  if (typed === null || typed === undefined || typed === '') return variable?.default ?? null;
  if (language === 'sql') return typed;
  return variable ? typedAs(variable.type, typed) : valueOf(typed);
}

export function typedAs(type: VariableType, typed: string): Value {
  const words = typed.trim();
  if (type === 'number' && isNumber(words) && Number.isSafeInteger(Math.trunc(Number(words)))) return Number(words);
  if (type === 'boolean' && /^(true|false)$/.test(words)) return words === 'true';
  return typed;
}

const isNumber = (words: string): boolean => /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(words);

/** Does what was typed not fit the variable's type? */
export const misfits = (variable: Variable | undefined, typed: string | null | undefined): boolean =>
  !!typed && ((variable?.type === 'number' && !isNumber(typed.trim())) || (variable?.type === 'boolean' && !/^(true|false)$/.test(typed)));

/** What is sent with a text; undefined: it takes no values. */
export function paramsFor(language: Language, words: string, typed: Typed): Params | undefined {
  const names = fieldsOf(language, language === 'hogql' ? words : words.replaceAll(/'[^']*'|--.*/g, ''));
  if (names.length === 0) return undefined;
  if (language === 'sql') return names.map((name) => given(name, typed, language));
  const values: { [name: string]: Value } = {};
  for (const name of names) put(values, name.split('.'), given(name, typed, language));
  return values;
}

/** The variables of a text as they are saved: those that nothing was said of yet are texts,
 * or in HogQL numbers if a number was typed, and what was typed is their default. */
export function variablesFor(language: Language, words: string, typed: Typed): Variable[] {
  const fields = fieldsOf(language, words).filter((field) => language === 'sql' || /^variables\.[A-Za-z_]\w*$/.test(field));
  const taken = new Set(typed.variables.map(({ name }) => name));
  const free = (field: string): string => {
    if (!field.startsWith('$')) return field.slice('variables.'.length);
    let name = `p${field.slice(1)}`;
    while (taken.has(name)) name += '_';
    return name;
  };
  const unsaid = (field: string): Variable => {
    const value = language === 'hogql' ? valueOf(typed.values[field]) : null;
    if (typeof value === 'number') return { name: free(field), type: 'number', default: value };
    return { name: free(field), type: 'string', default: typed.values[field] ?? null };
  };
  return fields.map((field) => variableOf(field, typed.variables) ?? unsaid(field));
}

function put(values: { [name: string]: Value }, path: string[], value: Value): void {
  const [first, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    values[first] = value;
    return;
  }
  // A name that every object has, such as __proto__, is none of the values.
  const inner = Object.hasOwn(values, first) ? values[first] : null;
  const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {};
  values[first] = next;
  put(next, rest, value);
}
