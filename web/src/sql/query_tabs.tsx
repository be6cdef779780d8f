// query_tabs.tsx: the open queries: arrows move, Delete closes, double-click or F2 renames.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useStore } from '../lib/store';
import { mod } from '../lib/keys';
import { useNarrow } from '../lib/use_narrow';
import { Icon, Key } from '../parts/icon';
import { nextTab } from '../parts/tab_list';
import { runOf, runs } from '../stores/runs';
import { activeTab, changeTab, isChanged, type Tab, tabs } from '../stores/tabs';
import { text } from '../text';
import { activate, add, close } from './actions';
import { save, share, showHistory } from './keeping';

export function QueryTabs() {
  const { list, active } = useStore(tabs);
  const narrow = useNarrow();
  const bar = useRef<HTMLDivElement>(null);
  const [renaming, setRenaming] = useState('');
  useEffect(() => {
    bar.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (renaming) return;
    if (event.key === 'Delete') close(active);
    if (event.key === 'F2') setRenaming(active);
    const next = nextTab(event.key, list.findIndex((tab) => tab.id === active), list.length);
    if (next === null) return;
    event.preventDefault();
    activate(list[next]!.id);
    bar.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  return (
    <div className="tabs">
      <div className="list" ref={bar} onKeyDown={onKeyDown}>
        {/* It owns the tabs without holding them, as a tab list may hold nothing but tabs, and each has its close button. */}
        <div role="tablist" aria-label={text.tabs.label} aria-owns={list.map((tab) => `tab-${tab.id}`).join(' ')} />
        {list.map((tab) => (
          <QueryTab key={tab.id} tab={tab} active={tab.id === active} renaming={tab.id === renaming} rename={setRenaming} />
        ))}
      </div>
      <button type="button" className="btn bare icon" aria-label={text.tabs.add} title={text.tabs.add} onClick={add}><Icon name="plus" /></button>
      {!narrow && <Keeping />}
    </div>
  );
}

/** What is done with the query of the active tab as a whole. */
function Keeping() {
  const changed = useStore(tabs, (state) => { const tab = activeTab(state); return tab !== undefined && isChanged(tab); });
  return (
    <div className="end" role="group" aria-label={text.tabs.actions}>
      <button type="button" className="btn bare" onClick={showHistory}><Icon name="history" /><span>{text.tabs.history}</span> <Key>{`${mod}H`}</Key></button>
      <button type="button" className="btn bare" onClick={share}><Icon name="share-2" /><span>{text.tabs.share}</span></button>
      <button type="button" className={changed ? 'btn bare b' : 'btn bare'} onClick={save}>{text.tabs.save} <Key>{`${mod}S`}</Key></button>
    </div>
  );
}

function QueryTab({ tab, active, renaming, rename }: { tab: Tab; active: boolean; renaming: boolean; rename: (id: string) => void }) {
  const running = useStore(runs, (all) => runOf(tab.id, all).state === 'running');
  const unsaved = isChanged(tab);
  if (renaming) return <span className="tab"><TitleField tab={tab} done={() => rename('')} /></span>;
  return (
    <span className={active ? 'tab on' : 'tab'} onAuxClick={(event) => { if (event.button === 1) close(tab.id); }}>
      <button type="button" role="tab" id={`tab-${tab.id}`} aria-selected={active} tabIndex={active ? 0 : -1} aria-label={tab.title} aria-description={[running && text.tabs.running, unsaved && text.tabs.unsaved].filter(Boolean).join(', ') || undefined} onClick={() => activate(tab.id)} onDoubleClick={() => rename(tab.id)} title={tab.title}>
        <span className="ell">{tab.title}</span>{running && <Icon name="play" small solid />}{unsaved && <i className="dirty" />}
      </button>
      <button type="button" className="close" tabIndex={-1} aria-label={text.tabs.close(tab.title)} onClick={() => close(tab.id)}><Icon name="x" small /></button>
    </span>
  );
}

function TitleField({ tab, done }: { tab: Tab; done: () => void }) {
  const [title, setTitle] = useState(tab.title);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current!.select(), []);
  const keep = (): void => {
    if (title.trim()) changeTab(tab.id, { title: title.trim().slice(0, 100) });
    done();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Enter') keep();
    if (event.key === 'Escape') done();
  };
  return <input ref={field} aria-label={text.tabs.rename} value={title} onInput={(event) => setTitle(event.currentTarget.value)} onKeyDown={onKeyDown} onBlur={keep} />;
}
