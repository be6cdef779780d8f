// scope.ts: which names a place in a statement can see: tables with their aliases, WITH queries with their columns, and
// what is expected there. A pure function of the syntax tree and the text, so that it is tested without a browser.
import type { EditorState } from '@codemirror/state';
import { syntaxTree } from '@codemirror/language';
import type { SyntaxNode } from '@lezer/common';
import { statementAt } from './statements';

/** A name as it is written, and without its quotes. */
export interface Name {
  written: string;
  plain: string;
}

export interface ScopeTable {
  /** schema, table; or the table alone. */
  path: Name[];
  /** How the statement calls it: its alias, else its own name. */
  alias: Name;
  /** It is a query in parentheses. */
  query?: Columns;
}

/** What a query gives: its columns; '*' stands for those of the tables that it reads. */
export interface Columns {
  columns: Name[];
  reads: ScopeTable[];
}

/** An item of a select list. */
export interface Item {
  /** As it is written, without its alias. */
  written: string;
  /** What the result calls it; null: it has no name of its own. */
  name: Name | null;
  /** It adds up rows. */
  adds: boolean;
}

export interface Scope {
  tables: ScopeTable[];
  /** WITH queries, by their name in lower case. */
  ctes: Map<string, { name: Name } & Columns>;
  /** The select list of the query around the place. */
  items: Item[];
  /** The keyword before the place, in lower case: from, join, where, … GROUP BY and ORDER BY are one. */
  after: string;
  /** Names before a dot right before the place: `f.` or `public.film.`. */
  prefix: Name[];
  /** Where the word that is being written begins. */
  from: number;
}

/** A statement longer than this is looked at around the place only. */
const reach = 30_000;

interface Token {
  kind: string;
  text: string;
  from: number;
  to: number;
  depth: number;
}

const plainOf = (written: string): string =>
  written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();

export const nameOf = (written: string): Name => ({ written, plain: plainOf(written) });

const splitPath = (text: string): Name[] => [...text.matchAll(/"(?:[^"]|"")*"|[^.\s"]+/g)].map((match) => nameOf(match[0]));

function tokensOf(state: EditorState, node: SyntaxNode, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  node.cursor().iterate((each) => {
    if (each.to < from || each.from > to) return false;
    if (each.name === '(') depth++;
    if (each.name === ')') depth--;
    if (each.name === 'Statement' || each.name === 'Parens' || /Comment$/.test(each.name)) return;
    tokens.push({ kind: each.name, text: state.sliceDoc(each.from, each.to), from: each.from, to: each.to, depth });
    return each.name !== 'CompositeIdentifier';
  });
  return tokens;
}

const isName = (token: Token | undefined): token is Token => !!token && /Identifier$/.test(token.kind);
const isWord = (token: Token | undefined, words: RegExp): boolean =>
  !!token && token.kind === 'Keyword' && words.test(token.text.toLowerCase());

const readsTables = /^(from|join|update|into)$/;

/** Tables after FROM, JOIN, UPDATE and INTO, and after the commas of a FROM list. */
function tablesIn(tokens: Token[]): ScopeTable[] {
  const tables: ScopeTable[] = [];
  let listDepth = -1;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const opens = isWord(token, readsTables);
    if (token.kind === 'Keyword' && !/^(as|lateral|only)$/i.test(token.text)) listDepth = opens ? token.depth : isWord(token, /^(on|using)$/) ? -1 : listDepth;
    if (isWord(token, /^(where|group|order|limit|select|having|union|set|values|returning)$/)) listDepth = -1;
    const comma = token.text === ',' && token.depth === listDepth;
    if (!opens && !comma) continue;
    let at = i + 1;
    while (isWord(tokens[at], /^(lateral|only)$/)) at++;
    const table = tokens[at];
    if (table?.text === '(' && isWord(tokens[at + 1], /^(select|with)$/)) tables.push(...queryAt(tokens, at));
    if (!isName(table)) continue;
    const path = splitPath(table.text);
    let next = tokens[at + 1];
    if (isWord(next, /^as$/)) next = tokens[at + 2];
    const last = path.at(-1);
    if (last) tables.push({ path, alias: isName(next) ? nameOf(next.text) : last });
  }
  return tables;
}

/** A query in parentheses that has a name. */
function queryAt(tokens: Token[], open: number): ScopeTable[] {
  const close = closing(tokens, open);
  const name = isWord(tokens[close + 1], /^as$/) ? tokens[close + 2] : tokens[close + 1];
  if (!isName(name)) return [];
  const body = tokens.slice(open + 1, close);
  return [{ path: [nameOf(name.text)], alias: nameOf(name.text), query: { columns: selectList(body), reads: tablesIn(body) } }];
}

const adding = /^(count|sum|avg|min|max|array_agg|string_agg|jsonb?_agg|jsonb?_object_agg|bool_and|bool_or|every|stddev\w*|variance|var_\w+|percentile_\w+|mode|corr|regr_\w+|countif|sumif|avgif|uniq\w*|quantile\w*|grouparray\w*|any|anylast|argmin|argmax|median)$/i;

/** The items of the first select list of the tokens, which end where the place is or the list does. */
function itemsIn(tokens: Token[], textOf: (from: number, to: number) => string): Item[] {
  const start = tokens.findIndex((token) => isWord(token, /^select$/));
  if (start < 0) return [];
  const { depth } = tokens[start]!;
  const items: Item[] = [];
  let parts: Token[] = [];
  const end = (): void => {
    if (parts.length > 0) items.push(itemOf(parts, textOf));
    parts = [];
  };
  for (const token of tokens.slice(start + 1)) {
    if (token.depth < depth || (token.depth === depth && isWord(token, /^(from|where|group|order|having|limit|union|into)$/))) break;
    if (token.depth === depth && token.text === ',') end();
    else if (parts.length > 0 || !isWord(token, /^(distinct|all)$/)) parts.push(token);
  }
  end();
  return items;
}

function itemOf(parts: Token[], textOf: (from: number, to: number) => string): Item {
  const depth = parts[0]!.text === '(' ? parts[0]!.depth - 1 : parts[0]!.depth;
  const as = parts.findLastIndex((token) => token.depth === depth && isWord(token, /^as$/));
  const named = as >= 0 ? parts.length - 1 : aliasAt(parts);
  const body = as >= 0 ? parts.slice(0, as) : named > 0 ? parts.slice(0, named) : parts;
  const name = named >= 0 ? splitPath(parts[named]!.text).at(-1) : undefined;
  return {
    written: body.length > 0 ? textOf(body[0]!.from, body.at(-1)!.to) : '',
    name: name ?? null,
    adds: parts.some((token, n) => parts[n + 1]?.text === '(' && adding.test(token.text)),
  };
}

/** Where an item's name stands without AS: it is the whole item, or follows something that ends; -1: nowhere. */
function aliasAt(parts: Token[]): number {
  const [before, last] = [parts.at(-2), parts.at(-1)];
  if (!isName(last)) return -1;
  return !before || /Identifier$/.test(before.kind) || before.text === ')' || /^(Builtin|Type|Number|String)$/.test(before.kind) ? parts.length - 1 : -1;
}

/** The names of a select list: what stands after AS, else the last name of each item. */
function selectList(tokens: Token[]): Name[] {
  const names: Name[] = [];
  const depth = tokens[0]?.depth ?? 0;
  let last = null as string | null;
  const end = (): void => {
    if (last !== null) names.push(last === '*' ? nameOf('*') : splitPath(last).at(-1) ?? nameOf(last));
    last = null;
  };
  for (const token of tokens.slice(1)) {
    if (token.depth === depth && isWord(token, /^(from|where|group|order|limit|union)$/)) break;
    if (token.depth === depth && token.text === ',') end();
    else if (token.depth === depth && (/Identifier$/.test(token.kind) || token.text === '*' || (token.kind === 'Builtin' && last === null))) last = token.text;
  }
  end();
  return names;
}

function ctesIn(tokens: Token[]): Scope['ctes'] {
  const found: Scope['ctes'] = new Map();
  if (!isWord(tokens[0], /^with$/)) return found;
  for (let i = 1; i < tokens.length; i++) {
    const name = tokens[i]!;
    if (name.depth !== tokens[0]!.depth || !isName(name)) continue;
    let at = i + 1;
    let listed: Name[] | null = null;
    if (tokens[at]?.text === '(') {
      const close = closing(tokens, at);
      listed = tokens.slice(at + 1, close).filter(isName).map((token) => nameOf(token.text));
      at = close + 1;
    }
    if (!isWord(tokens[at], /^as$/)) break;
    while (tokens[at] && tokens[at]!.text !== '(') at++;
    const close = closing(tokens, at);
    const body = tokens.slice(at + 1, close);
    found.set(plainOf(name.text), { name: nameOf(name.text), columns: listed ?? selectList(body), reads: tablesIn(body) });
    i = close;
  }
  return found;
}

function closing(tokens: Token[], open: number): number {
  const depth = tokens[open]?.depth ?? 0;
  let at = open + 1;
  while (at < tokens.length && !(tokens[at]!.text === ')' && tokens[at]!.depth < depth)) at++;
  return at;
}

/** What can be named at a place. */
export function scopeAt(state: EditorState, at: number): Scope {
  const tree = syntaxTree(state);
  const before = state.sliceDoc(Math.max(0, at - 300), at);
  const word = /(?:[\p{L}\p{N}_$]*|"[^"]*)$/u.exec(before)![0];
  const path = /((?:(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")*")\.)+)$/u.exec(before.slice(0, before.length - word.length))?.[1];
  const from = at - word.length;
  const scope: Scope = { tables: [], ctes: new Map(), items: [], after: '', prefix: path ? splitPath(path) : [], from };
  const span = statementAt(tree, at);
  const node = span && tree.resolveInner(span.to, -1);
  let statement = node ?? null;
  while (statement && statement.name !== 'Statement') statement = statement.parent;
  if (!statement || at > statement.to + 1 && state.sliceDoc(statement.to - 1, statement.to) === ';') return scope;
  const tokens = tokensOf(state, statement, at - reach, at + reach);
  scope.ctes = ctesIn(tokens);
  const parts = partsAround(tokens, from);
  scope.tables = innermostFirst(parts);
  scope.items = itemsIn(parts[0]!, (start, end) => state.sliceDoc(start, end));
  const words = tokens.filter((token) => token.to <= from && token.kind === 'Keyword').map((token) => token.text.toLowerCase());
  scope.after = words.at(-1) === 'by' && /^(group|order)$/.test(words.at(-2) ?? '') ? `${words.at(-2)} by` : words.at(-1) ?? '';
  return scope;
}

/** The queries around a place, the innermost first; the last is the whole statement. */
function partsAround(tokens: Token[], at: number): Token[][] {
  const parts: Token[][] = [tokens];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i]!.text !== '(' || !isWord(tokens[i + 1], /^(select|with)$/)) continue;
    const close = closing(tokens, i);
    if (tokens[i]!.from < at && (tokens[close]?.to ?? Infinity) >= at) parts.unshift(tokens.slice(i + 1, close));
  }
  return parts;
}

/** Tables of the query around the place come before those of the queries around it and beside it. */
function innermostFirst(parts: Token[][]): ScopeTable[] {
  const seen = new Set<string>();
  return parts.flatMap(tablesIn).filter((table) => {
    const key = table.alias.plain;
    return !seen.has(key) && seen.add(key);
  });
}
