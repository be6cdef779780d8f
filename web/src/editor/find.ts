// find.ts: the lazy part that finds and replaces within a query: it comes with the first ⌘F.
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { keymap } from '@codemirror/view';

export const find: Extension = [search({ top: true }), keymap.of(searchKeymap), highlightSelectionMatches({ minSelectionLength: 2 })];

export { openSearchPanel };
