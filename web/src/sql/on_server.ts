// on_server.ts: a result that is not whole is sorted and filtered by the database: the statement stands in the editor with
// what was added, and undo takes that away. A filter's value is bound as a variable of its own, never spliced.
import type { Variable } from '../api/saved';
import type { Document } from '../api/types';
import type { Result } from '../stores/runs';
import { say } from '../stores/said';
import { changeTab, type Language, tabOf, tabs } from '../stores/tabs';
import { editor, run } from './actions';
import { fieldsOf } from './values';
import { words } from './words';

/** What was added before, so that another order replaces the one before. */
const added = /^SELECT \*\nFROM \(\n([^]*)\n\) AS result((?:\nWHERE [^\n]*)?)((?:\nORDER BY [^\n]*)?)$/;

export interface Addition {
  order?: string;
  where?: string;
}

/** The statement with an order or a condition over its result. */
export function wrapped(statement: string, addition: Addition): string {
  const bare = statement.replace(/[\s;]+$/, '');
  const [, inner = bare, where = '', order = ''] = added.exec(bare) ?? [];
  const condition = addition.where === undefined ? where : where ? `${where} AND ${addition.where}` : `\nWHERE ${addition.where}`;
  const sorting = addition.order === undefined ? order : `\nORDER BY ${addition.order}`;
  return `SELECT *\nFROM (\n${inner}\n) AS result${condition}${sorting}`;
}

/** A column's name as a query has it; null: two columns share it, so that it says nothing. */
export function columnName({ columns }: Document, column: number): string | null {
  const name = columns[column]!;
  if (columns.indexOf(name) !== columns.lastIndexOf(name)) return null;
  return /^[a-z_][a-z0-9_]*$/.test(name) ? `result.${name}` : `result."${name.replaceAll('"', '""')}"`;
}

/** By its number, which needs no name. */
export const sortOnServer = (result: Result, column: number, down: boolean): void => put(result, { order: `${column + 1}${down ? ' DESC' : ''}` });

const comparison = /^(<=|>=|<>|!=|<|>|=)\s*(.*)$/s;

export function filterOnServer(result: Result, column: number, asked: string): void {
  const name = columnName(result.document, column)!;
  const tab = tabOf(tabs.get().active)!;
  const language = result.language;
  if (/^(is )?(not )?null$/i.test(asked)) return put(result, { where: `${name} IS ${/not/i.test(asked) ? 'NOT ' : ''}NULL` });
  const compared = comparison.exec(asked);
  const { field, variables } = nextVariable(language, result.statement.text, tab.variables);
  const value = language === 'hogql' ? `{${field}}` : field;
  const contains = language === 'hogql' ? `positionCaseInsensitive(toString(${name}), ${value}) > 0` : `strpos(lower(${name}::text), lower(${value}::text)) > 0`;
  changeTab(tab.id, { variables, values: { ...tab.values, [field]: compared ? compared[2]! : asked } });
  put(result, { where: compared ? `${name} ${compared[1]} ${value}` : contains });
}

/** A variable that the text does not have yet. */
function nextVariable(language: Language, text: string, variables: Variable[]): { field: string; variables: Variable[] } {
  const fields = fieldsOf(language, text);
  if (language === 'sql') return { field: `$${fields.length + 1}`, variables };
  let n = 1;
  while (fields.includes(`variables.filter${n}`)) n++;
  return { field: `variables.filter${n}`, variables };
}

/** Puts it where the statement stands, if it still does, and runs it. */
function put({ statement }: Result, addition: Addition): void {
  const view = editor.get();
  if (!view) return;
  const { from, text: before } = statement;
  if (view.content.slice(from, from + before.length) !== before) return say(words.server.changed);
  const ends = /[\s;]*$/.exec(before)![0];
  view.replace(from, from + before.length, wrapped(before, addition) + (ends.includes(';') ? ';' : ''), false);
  view.flush();
  run();
}
