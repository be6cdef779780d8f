// saved_side.tsx: the saved queries beside the editor: a search, folders, and what can be done with each.
import { useEffect, useMemo, useState } from 'react';
import type { SavedRow } from '../api/saved';
import { useStore } from '../lib/store';
import { mod } from '../lib/keys';
import { Icon } from '../parts/icon';
import { type MenuItem, MenuList } from '../parts/menu';
import { Skeleton, Trouble } from '../parts/trouble';
import { loadSaved, savedList } from '../stores/saved';
import { activeTab, tabs } from '../stores/tabs';
import { addToBoard, open, remove, rename } from './actions';
import { savedRows, type SavedTreeRow } from './rows';
import { SavedTree } from './saved_tree';
import { copyLink } from './share';
import { text } from '../text';
import { words } from './words';

export function SavedSide() {
  const { list, state, error } = useStore(savedList);
  const here = useStore(tabs, (value) => activeTab(value)?.saved?.id ?? '');
  const [search, setSearch] = useState('');
  const [shut, setShut] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<{ row: SavedRow; anchor: HTMLElement } | null>(null);
  useEffect(() => { void loadSaved(); }, []);
  const rows = useMemo(() => savedRows(list, shut, search), [list, shut, search]);
  const toggle = (row: SavedTreeRow, to: boolean): void => {
    const next = new Set(shut);
    if (to) next.delete(row.key.slice(0, -1));
    else next.add(row.key.slice(0, -1));
    setShut(next);
  };
  const closeMenu = (): void => {
    setMenu(null);
    document.querySelector<HTMLElement>('#saved-tree')?.focus();
  };
  return (
    <>
      <SearchField value={search} set={setSearch} />
      {state === 'loading' && list.length === 0 && <Skeleton rows={6} />}
      {state === 'failed' && error && <Trouble title={words.failed} error={error} retry={() => void loadSaved()} />}
      {state === 'ready' && list.length === 0 && <div className="sidenote"><p className="b">{words.none}</p><p>{words.noneHint(`${mod}S`)}</p></div>}
      {list.length > 0 && rows.length === 0 && <p className="sidenote">{words.noHits(search.trim())}</p>}
      <SavedTree rows={rows} here={here} toggle={toggle} open={(row) => void open(row.id)} offer={(row, anchor) => setMenu({ row, anchor })} />
      {menu && <MenuList label={words.more(menu.row.name)} anchor={menu.anchor} close={closeMenu} items={itemsOf(menu.row)} />}
      <div className="sidefoot">
        <span className="grow">{state === 'loading' ? words.reading : list.length > 0 ? words.of(list.length) : ''}</span>
        <button type="button" className="btn bare sm icon" aria-label={words.refresh} title={words.refresh} onClick={() => void loadSaved()}><Icon name="refresh-cw" /></button>
      </div>
    </>
  );
}

const itemsOf = (row: SavedRow): MenuItem[] => [
  { label: words.open, key: '⏎', act: () => void open(row.id) },
  { label: words.copyLink, act: () => void copyLink(row.id) },
  { label: text.tabs.addToBoard, act: () => addToBoard(row) },
  ...(row.may_change ? [{ label: words.rename, key: 'F2', act: () => rename(row) }, { label: words.remove, key: 'Del', act: () => remove(row) }] : []),
];

function SearchField({ value, set }: { value: string; set: (value: string) => void }) {
  return (
    <div className="find">
      <div className="in">
        <Icon name="search" />
        <input type="search" aria-label={words.searchLabel} placeholder={words.search} value={value} autoComplete="off" spellCheck={false}
          onInput={(event) => set(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && value) { event.stopPropagation(); set(''); }
            if (event.key === 'ArrowDown' || event.key === 'Enter') document.querySelector<HTMLElement>('#saved-tree')?.focus();
          }} />
      </div>
    </div>
  );
}
