// palette.tsx: everything by its name, over the page: a field and a list, as ARIA has a combobox. Arrows choose, Enter does it.
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { mod, withMod } from '../lib/keys';
import { useStore } from '../lib/store';
import { Dialog } from '../parts/dialog';
import { closeDialog, showDialog } from '../parts/dialog_place';
import { Icon } from '../parts/icon';
import type { TypedAhead } from '../shell/show_palette';
import { loadSaved, savedList } from '../stores/saved';
import { best } from './match';
import { atFirst, boards, type Found, loadBoards, things } from './things';
import { words } from './words';

export const showPalette = (ahead: TypedAhead): void => showDialog(<Palette ahead={ahead} />);

const most = 50;

function Palette({ ahead }: { ahead: TypedAhead }) {
  const [typed, setTyped] = useState(ahead.words);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const saved = useStore(savedList).list;
  const kept = useStore(boards);
  useEffect(() => {
    void loadSaved();
    void loadBoards();
  }, []);
  const all = useMemo(things, [saved, kept]);
  const first = useMemo(atFirst, [saved, kept]);
  const found = useMemo(() => (typed.trim() ? best(all, typed, most) : first), [all, first, typed]);
  const choose = (thing: Found | undefined, other = false): void => {
    if (!thing) return;
    closeDialog();
    (other && thing.other ? thing.other : thing.act)();
  };
  useEffect(() => { if (ahead.entered !== 'no') choose(found[0], ahead.entered === 'other'); }, []);
  const move = (to: number): void => {
    setAt((to + found.length) % Math.max(1, found.length));
    requestAnimationFrame(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(found.length - 1, at + 10), PageUp: Math.max(0, at - 10) };
    if (event.key === 'Enter') choose(found[at], withMod(event));
    else if (event.key in moves) move(moves[event.key]!);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={words.title} close={closeDialog} bare>
      <div className="in palette">
        <Icon name="search" />
        <input data-first role="combobox" aria-expanded={found.length > 0} aria-controls="palette-list" aria-autocomplete="list" aria-activedescendant={found[at] ? `found-${at}` : undefined}
          aria-label={words.label} placeholder={words.label} value={typed} autoComplete="off" spellCheck={false} onKeyDown={onKeyDown} onInput={(event) => { setTyped(event.currentTarget.value); setAt(0); }} />
      </div>
      <div className="found" id="palette-list" role="listbox" aria-label={words.list} ref={list}>
        {found.map((thing, n) => (
          <div key={`${thing.kind} ${n}`} className="thing" role="option" id={`found-${n}`} aria-selected={n === at} onPointerMove={() => setAt(n)} onClick={(event) => choose(thing, withMod(event.nativeEvent))}>
            <span className={thing.kind === 'table' ? 'mono ell' : 'ell'}>{thing.name}</span>
            {thing.about && <span className="f xs ell">{thing.about}</span>}
            <span className="grow" />
            {thing.key && <kbd aria-hidden="true">{thing.key}</kbd>}
            <span className="f xs kind">{words.kinds[thing.kind]}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="bd" role="status">{words.none(typed.trim())}</p>}
      <p className="help palettekeys">{words.keys(mod)}</p>
    </Dialog>
  );
}
