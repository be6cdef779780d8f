// rows.ts: saved queries as the rows of a tree: folders, and what lies in them; or what a search finds. Pure.
import type { SavedRow } from '../api/saved';
import { foldersOf } from '../stores/saved';

export type SavedTreeRow =
  | { kind: 'folder'; key: string; name: string; level: number; count: number; open: boolean; at: number; of: number }
  | { kind: 'query'; key: string; name: string; level: number; row: SavedRow; at: number; of: number };

/** `shut` has the folders that are shut. A search opens all that has a hit. */
export function savedRows(list: SavedRow[], shut: ReadonlySet<string>, search: string): SavedTreeRow[] {
  const term = search.trim().toLowerCase();
  const hits = term ? list.filter((row) => `${row.folder}/${row.name} ${row.description ?? ''}`.toLowerCase().includes(term)) : list;
  const sorted = [...hits].sort((a, b) => a.name.localeCompare(b.name));
  const folders = foldersOf(hits);
  const out: SavedTreeRow[] = [];
  const add = (folder: string, level: number): void => {
    const prefix = folder && `${folder}/`;
    const inner = folders.filter((each) => each.startsWith(prefix) && each !== folder && !each.slice(prefix.length).includes('/'));
    const here = sorted.filter((row) => row.folder === folder);
    const of = inner.length + here.length;
    for (const [n, each] of inner.entries()) {
      const open = term !== '' || !shut.has(each);
      const count = hits.filter((row) => row.folder === each || row.folder.startsWith(`${each}/`)).length;
      out.push({ kind: 'folder', key: `${each}/`, name: each.slice(prefix.length), level, count, open, at: n + 1, of });
      if (open) add(each, level + 1);
    }
    for (const [n, row] of here.entries()) out.push({ kind: 'query', key: row.id, name: row.name, level, row, at: inner.length + n + 1, of });
  };
  add('', 1);
  return out;
}
