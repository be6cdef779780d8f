// copy.ts: a range of cells as text in each form that something else reads. Pure; names of columns are never keys of an
// object, so that "__proto__" is a name like any other.
import type { Value } from '../api/types';
import { type ColumnKind, lookOf, textOf } from './cells';
import type { Model } from './model';
import type { Range } from './selection';

export type Form = 'tsv' | 'headers' | 'html' | 'csv' | 'markdown' | 'json' | 'inList';

export interface Cells {
  kinds: ColumnKind[];
  rows: Value[][];
}

export function cut({ kinds, rows, at }: Model, range: Range): Cells {
  const columns = at.slice(range.left, range.right + 1);
  return {
    kinds: kinds.slice(range.left, range.right + 1),
    rows: rows.slice(range.top, range.bottom + 1).map((row) => columns.map((column) => row[column]!)),
  };
}

const texts = ({ kinds, rows }: Cells): string[][] => rows.map((row) => row.map((value, n) => textOf(value, kinds[n]!)));
const names = ({ kinds }: Cells): string[] => kinds.map((kind) => kind.name);

/** A spreadsheet reads quotes where a cell has a tab, a line break or a quote of its own. */
const tsvCell = (cell: string): string => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const tsv = (lines: string[][]): string => lines.map((line) => line.map(tsvCell).join('\t')).join('\n');

/** NULL is nothing, empty text is "": so COPY writes and reads it. */
const csvCell = (value: Value | undefined, kind: ColumnKind): string => {
  const cell = textOf(value, kind);
  return value === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
};

const csvName = (name: string): string => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (cell: string): string => cell.replaceAll(/[&<>"]/g, (sign) => escapes[sign]!);

function html(cells: Cells): string {
  const head = names(cells).map((name) => `<th>${escaped(name)}</th>`).join('');
  const body = texts(cells).map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

const markdownCell = (cell: string): string => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll(/\r?\n/g, '<br>');

function markdown(cells: Cells): string {
  const line = (row: string[]): string => `| ${row.map(markdownCell).join(' | ')} |`;
  const rule = cells.kinds.map((kind) => (kind.right ? '---:' : '---'));
  return [line(names(cells)), `| ${rule.join(' | ')} |`, ...texts(cells).map(line)].join('\n');
}

/** Numbers and JSON stay as they were printed; all else is text. */
const jsonValue = (value: Value | undefined, kind: ColumnKind): string => {
  const look = lookOf(value, kind);
  if (look === 'null') return 'null';
  const cell = textOf(value, kind);
  const bare = look === 'json' || typeof value === 'boolean' || (look === 'number' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(cell));
  return bare ? cell : JSON.stringify(cell);
};

function json({ kinds, rows }: Cells): string {
  const object = (row: Value[]): string => `{${row.map((value, n) => `${JSON.stringify(kinds[n]!.name)}: ${jsonValue(value, kinds[n]!)}`).join(', ')}}`;
  return `[\n${rows.map((row) => `  ${object(row)}`).join(',\n')}\n]`;
}

/** Distinct values for a condition; NULL is in no list. */
function inList({ kinds, rows }: Cells): string {
  const literal = (value: Value, kind: ColumnKind): string => {
    const cell = textOf(value, kind);
    return kind.right && /^-?[\d.]+$/.test(cell) ? cell : `'${cell.replaceAll("'", "''")}'`;
  };
  const list = rows.flatMap((row) => row.flatMap((value, n) => (value === null ? [] : [literal(value, kinds[n]!)])));
  return `(${[...new Set(list)].join(', ')})`;
}

export function written(cells: Cells, form: Form): string {
  switch (form) {
    case 'tsv': return tsv(texts(cells));
    case 'headers': return tsv([names(cells), ...texts(cells)]);
    case 'html': return html(cells);
    case 'csv': return [names(cells).map(csvName).join(','), ...cells.rows.map((row) => row.map((value, n) => csvCell(value, cells.kinds[n]!)).join(','))].join('\n');
    case 'markdown': return markdown(cells);
    case 'json': return json(cells);
    case 'inList': return inList(cells);
  }
}
