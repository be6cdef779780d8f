// completion.ts: what the editor offers at the caret: columns of the tables in scope, WITH queries, tables, joins along
// foreign keys, words. Names go into the text as the remote writes them (sql_name); columns load at first need.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { ForeignKey, Table, TableDetail } from '../api/types';
import { loadDetail, schemaOf } from '../stores/schema';
import { text } from '../text';
import { loadFunctions } from '../stores/functions';
import type { Language } from '../stores/tabs';
import { functions, keywords } from './dialect';
import { hogqlKeywords } from './hogql';
import { type Columns, type Scope, type ScopeTable, scopeAt } from './scope';
import { signatureOf } from './signatures';

const words: Completion[] = [
  ...keywords.split(' ').map((word) => ({ label: word.toUpperCase(), type: 'keyword', boost: -20 })),
  ...functions.split(' ').map((word) => ({ label: word, apply: `${word}(`, type: 'function', detail: signatureOf(word) ?? 'function', boost: -10 })),
];

/** The server's own list, with what each takes; asked once. */
let hogqlWords: Completion[] | null = null;

async function wordsOf(language: Language): Promise<Completion[]> {
  if (language === 'sql') return words;
  if (hogqlWords) return hogqlWords;
  const known = (await loadFunctions()).filter((each) => each.supported);
  const all = [
    ...hogqlKeywords.split(' ').map((word) => ({ label: word.toUpperCase(), type: 'keyword', boost: -20 })),
    ...known.map(({ name, arguments: takes, kind, note }) => ({ label: name, apply: `${name}(`, type: 'function', detail: takes || kind, info: note ?? undefined, boost: -10 })),
  ];
  if (known.length > 0) hogqlWords = all;
  return all;
}

const tableOptions = new WeakMap<Table[], Completion[]>();

/** Made once for each list of tables, not at each key. */
function optionsOf(tables: Table[]): Completion[] {
  let options = tableOptions.get(tables);
  if (!options) {
    options = tables.map((table) => ({ label: table.table_name, displayLabel: table.sql_name, apply: table.sql_name, type: 'table', detail: kindOf(table) }));
    tableOptions.set(tables, options);
  }
  return options;
}

const kindOf = (table: Table): string =>
  table.estimated_rows === null ? table.kind : text.completion.tableRows(table.estimated_rows);

const identifier = /^[\p{L}\p{N}_$]*$/u;

/** A variable of the text, as it is written there. */
export interface Field {
  written: string;
  /** Its name, type and value. */
  about: string;
}

/** Variables after $ in SQL and { in HogQL. */
function variables(context: CompletionContext, language: Language, fields: Field[]): CompletionResult | null {
  const begun = context.matchBefore(language === 'sql' ? /\$\d*/ : /\{[\w.]*/);
  if (!begun || fields.length === 0) return null;
  return { from: begun.from, options: fields.map(({ written, about }, n) => ({ label: written, detail: about, type: 'variable', boost: -n })), filter: true };
}

/** What is offered at the caret of a query on the source. */
export async function complete(context: CompletionContext, source: string, language: Language = 'sql', fields: () => Field[] = () => []): Promise<CompletionResult | null> {
  if (/(String|Comment)$/.test(nodeAt(context))) return null;
  const offered = variables(context, language, fields());
  if (offered) return offered;
  const scope = scopeAt(context.state, context.pos);
  if (scope.from === context.pos && scope.prefix.length === 0 && !context.explicit && !/^(from|join|by)$/.test(wordBefore(context))) return null;
  const finder = new Finder(source, schemaOf(source).tables, scope, await wordsOf(language));
  const options = scope.prefix.length > 0 ? await finder.members() : await finder.names();
  if (context.aborted || options.length === 0 || context.view?.hasFocus === false) return null;
  return { from: scope.from, options, validFor: identifier, getMatch: matched };
}

/** Where the matched letters stand in what is shown, which may begin with a schema. */
const matched = (option: Completion, places: readonly number[] = []): readonly number[] => {
  const shift = Math.max(0, (option.displayLabel ?? option.label).indexOf(option.label));
  return places.map((place) => place + shift);
};

const wordBefore = (context: CompletionContext): string =>
  /(\w+)\s$/.exec(context.state.sliceDoc(Math.max(0, context.pos - 20), context.pos))?.[1]?.toLowerCase() ?? '';

const nodeAt = (context: CompletionContext): string => context.tokenBefore(['String', 'LineComment', 'BlockComment'])?.type.name ?? '';

class Finder {
  constructor(private source: string, private tables: Table[], private scope: Scope, private words: Completion[]) {}

  /** After `a.`: columns of the table that a stands for, or tables of a schema. */
  async members(): Promise<Completion[]> {
    const [first, second] = this.scope.prefix;
    if (!second) {
      const named = this.scope.tables.find((table) => table.alias.plain === first!.plain);
      if (named) return this.columnsOf(named);
    }
    const bySchema = this.tables.filter((table) => table.schema_name === first!.plain);
    if (!second && bySchema.length > 0) return bySchema.map((table) => ({ label: table.table_name, type: 'table', detail: kindOf(table) }));
    return this.columnsOf({ path: this.scope.prefix, alias: this.scope.prefix.at(-1)! });
  }

  /** A bare word: what may stand there depends on the keyword before it. */
  async names(): Promise<Completion[]> {
    const ctes = [...this.scope.ctes.values()].map(({ name }) => ({ label: name.written, type: 'table', detail: text.completion.cte, boost: 20 }));
    const tables = optionsOf(this.tables);
    if (this.scope.after === 'join') return [...(await this.joins()), ...ctes, ...tables];
    if (/^(from|into|update|table)$/.test(this.scope.after)) return [...ctes, ...tables, ...this.words];
    const columns = (await Promise.all(this.scope.tables.map((table) => this.columnsOf(table)))).flat();
    const aliases = this.scope.tables.map((table) => ({ label: table.alias.written, type: 'alias', detail: text.completion.alias(table.path.at(-1)!.written), boost: 5 }));
    return [...this.fromSelectList(), ...distinct(columns), ...aliases, ...ctes, ...this.words, ...tables.map((option) => ({ ...option, boost: -30 }))];
  }

  /** After GROUP BY what is selected and adds nothing up; after ORDER BY what the result has. */
  private fromSelectList(): Completion[] {
    const { after, items } = this.scope;
    const detail = text.completion.selected;
    if (after === 'order by') return items.flatMap(({ name }) => (name && name.plain !== '*' ? [{ label: name.written, type: 'selected', detail, boost: 40 }] : []));
    if (after !== 'group by') return [];
    const single = items.filter(({ adds, written }) => !adds && written !== '*').map(({ written, name }) => (/^[\w."]+$/.test(written) || !name ? written.replaceAll(/\s+/g, ' ') : name.written));
    const each = single.map((label) => ({ label, type: 'selected', detail, boost: 40 }));
    return single.length < 2 ? each : [{ label: single.join(', '), type: 'selected', detail: text.completion.selectedAll, boost: 50 }, ...each];
  }

  private tableAt(path: ScopeTable['path']): Table | undefined {
    const [schema, name] = path.length > 1 ? [path.at(-2)!.plain, path.at(-1)!.plain] : [null, path[0]?.plain];
    const named = this.tables.filter((table) => table.table_name === name && (schema === null || table.schema_name === schema));
    // Without a schema it is the one that the search path finds, which is written without one as well.
    return named.find((table) => schema !== null || !table.sql_name.includes('.')) ?? named[0];
  }

  private async columnsOf(named: ScopeTable, depth = 0): Promise<Completion[]> {
    if (named.query && depth < 5) return this.columnsOfQuery(named.query, named, depth);
    const cte = named.path.length === 1 ? this.scope.ctes.get(named.path[0]!.plain) : undefined;
    if (cte && depth < 5) return this.columnsOfQuery(cte, named, depth);
    const table = this.tableAt(named.path);
    const detail = table && (await loadDetail(this.source, table));
    return (detail?.columns ?? []).map((column) => ({
      label: column.column_name, apply: column.sql_name, type: 'column', detail: column.data_type, boost: 10,
    }));
  }

  private async columnsOfQuery(query: Columns, named: ScopeTable, depth: number): Promise<Completion[]> {
    const options = query.columns.filter((column) => column.plain !== '*').map((column) => ({ label: column.plain, apply: column.written, type: 'column', detail: named.alias.written, boost: 10 }));
    if (!query.columns.some((column) => column.plain === '*')) return options;
    return [...options, ...(await Promise.all(query.reads.map((table) => this.columnsOf(table, depth + 1)))).flat()];
  }

  /** Tables at the other end of a foreign key of a table in scope, with the whole ON. */
  private async joins(): Promise<Completion[]> {
    const found: Completion[] = [];
    for (const here of this.scope.tables) {
      const table = this.tableAt(here.path);
      const detail = table && (await loadDetail(this.source, table));
      for (const key of detail?.foreign_keys ?? []) {
        const away = key.from_table === table!.table_name && key.from_schema === table!.schema_name;
        const [schema, name] = away ? [key.to_schema, key.to_table] : [key.from_schema, key.from_table];
        const target = this.tables.find((each) => each.table_name === name && each.schema_name === schema);
        if (target) found.push(await this.join(here, detail!, key, away, target));
      }
    }
    return found;
  }

  private async join(here: ScopeTable, detail: TableDetail, key: ForeignKey, away: boolean, target: Table): Promise<Completion> {
    const there = await loadDetail(this.source, target);
    const [mine, theirs] = away ? [key.from_columns, key.to_columns] : [key.to_columns, key.from_columns];
    const alias = this.freeAlias(target.table_name);
    const on = mine.map((column, n) => `${alias}.${written(there, theirs[n]!)} = ${here.alias.written}.${written(detail, column)}`);
    const whole = `${target.sql_name} ${alias} ON ${on.join(' AND ')}`;
    return {
      label: target.table_name, displayLabel: whole, apply: whole, type: 'join', boost: away ? 35 : 30,
      detail: text.completion.foreignKey(away ? here.path.at(-1)!.plain : target.table_name),
    };
  }

  /** The first letters that no table of the statement is called by. */
  private freeAlias(name: string): string {
    const letters = name.toLowerCase().replace(/[^a-z]/g, '') || 't';
    const taken = new Set(this.scope.tables.map((table) => table.alias.plain));
    for (let n = 1; n <= letters.length; n++) if (!taken.has(letters.slice(0, n))) return letters.slice(0, n);
    let n = 2;
    while (taken.has(`${letters[0]}${n}`)) n++;
    return `${letters[0]}${n}`;
  }
}

const written = (detail: TableDetail | null, column: string): string =>
  detail?.columns.find((each) => each.column_name === column)?.sql_name ?? column;

function distinct(options: Completion[]): Completion[] {
  const seen = new Set<string>();
  return options.filter((option) => !seen.has(option.label) && seen.add(option.label));
}
