// history_sheet.tsx: what was run, the last first, over the page's right edge: found by its text and outcome, opened as a
// tab, run again. The chosen one shows its text. What does not fit the search goes at once, what does comes from the server.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api/client';
import { age, duration } from '../lib/format';
import { mod, withMod } from '../lib/keys';
import { Dialog } from '../parts/dialog';
import { closeDialog, showDialog } from '../parts/dialog_place';
import { Icon, Key } from '../parts/icon';
import { Select } from '../parts/select';
import { Skeleton, Trouble } from '../parts/trouble';
import { openAsTab } from '../sql/actions';
import { type Entry, matching, type Page, readPage } from './entries';
import { words } from './words';

export const showHistory = (): void => showDialog(<HistorySheet />);

/** Milliseconds without a key before the search is sent. */
const pause = 250;

function HistorySheet() {
  const [search, setSearch] = useState('');
  const [status, setStatus] = useState('');
  const [page, setPage] = useState<Page | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      setError(null);
      readPage(search, status, null, controller.signal).then(setPage, (failed: ApiError) => { if (!controller.signal.aborted) setError(failed); });
    }, page ? pause : 0);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [search, status, times]);
  /** An answer that comes when another page is there by now is of another search, or was there before. */
  const more = (): void => void readPage(search, status, page!.before).then((next) => setPage((now) => (now === page ? { ...next, entries: [...page!.entries, ...next.entries] } : now)), setError);
  const options = Object.entries(words.statuses).map(([value, label]) => ({ value, text: label }));
  return (
    <Dialog title={words.title} close={closeDialog} sheet>
      <div className="row sheetbar">
        <span className="in grow"><Icon name="search" /><input type="search" data-first aria-label={words.searchLabel} placeholder={words.search} value={search} autoComplete="off" spellCheck={false} onInput={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('#history')?.focus(); }} /></span>
        <Select label={words.status} value={status} options={options} onChange={setStatus} />
        <button type="button" className="btn bare icon" aria-label={words.close} title={words.close} onClick={closeDialog}><Icon name="x" /></button>
      </div>
      {page?.why && <p className="why"><span className="b">{words.local}.</span> {page.why}</p>}
      {error && <Trouble title={words.failed} error={error} retry={() => setTimes(times + 1)} />}
      {!page && !error && <Skeleton rows={12} />}
      {page && !error && <Entries page={{ ...page, entries: matching(page.entries, search, status) }} filtered={search !== '' || status !== ''} more={more} />}
    </Dialog>
  );
}

function Entries({ page: { entries, before }, filtered, more }: { page: Page; filtered: boolean; more: () => void }) {
  const [chosen, setChosen] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const at = entries.findIndex((entry) => entry.key === chosen);
  const entry = entries[at];
  const act = (run: boolean): void => {
    if (!entry) return;
    closeDialog();
    openAsTab({ text: entry.query, language: entry.language, source: entry.source }, run);
  };
  const move = (to: number): void => {
    const next = entries[Math.max(0, Math.min(entries.length - 1, to))];
    if (!next) return;
    setChosen(next.key);
    requestAnimationFrame(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1, PageDown: at + 10, PageUp: at - 10 };
    if (event.key === 'Enter') act(withMod(event));
    else if (event.key in moves) move(moves[event.key]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // By keys the first one is chosen at once. A click chooses itself: the list must not move under it.
  if (entries.length === 0) return <div className="empty-note"><p className="b">{filtered ? words.noHits : words.none}</p>{!filtered && <p className="m">{words.noneHint}</p>}</div>;
  return (
    <>
      <div className="past scroll" id="history" role="listbox" aria-label={words.list} tabIndex={0} ref={list} onKeyDown={onKeyDown} onFocus={(event) => { if (at < 0 && event.currentTarget.matches(':focus-visible')) move(0); }} aria-activedescendant={entry ? `past-${at}` : undefined}>
        {entries.map((each, n) => <Run key={each.key} id={`past-${n}`} entry={each} chosen={n === at} choose={() => setChosen(each.key)} open={() => act(false)} />)}
      </div>
      <div className="foot">
        {before !== null && <button type="button" className="btn sm" onClick={more}>{words.more}</button>}
        <span className="grow" />
        {!entry && <span className="f">{words.nothing}</span>}
        {entry && <button type="button" className="btn sm" onClick={() => act(true)}>{words.again} <Key>{`${mod}⏎`}</Key></button>}
        {entry && <button type="button" className="btn sm" onClick={() => act(false)}>{words.open} <Key>⏎</Key></button>}
      </div>
    </>
  );
}

const firstLines = (query: string): string => query.slice(0, 400).replaceAll(/\s+/g, ' ').trim().slice(0, 200);

function Run({ entry, id, chosen, choose, open }: { entry: Entry; id: string; chosen: boolean; choose: () => void; open: () => void }) {
  const good = entry.outcome === 'ok';
  return (
    <div className="run-past" role="option" id={id} aria-selected={chosen} onClick={choose} onDoubleClick={open}>
      <p className="mono ell">{firstLines(entry.query)}</p>
      <p className="row about">
        <span className={good ? '' : 'bad'}>{words.outcomes[entry.outcome] ?? entry.outcome}</span>
        {entry.took !== null && <span>{duration(entry.took)}</span>}
        {entry.rows !== null && good && <span>{words.rows(entry.rows)}{entry.cut && `, ${words.cut}`}</span>}
        {!good && entry.error && <span className="ell">{entry.error}</span>}
        <span className="grow" />
        <span className="ell">{entry.sourceName}</span><span>{age(Date.now() - entry.at)}</span>
      </p>
      {chosen && <pre className="mono">{entry.query.split('\n', 40).join('\n')}</pre>}
      {chosen && entry.queryCut && <p className="cut">{words.cutQuery}</p>}
    </div>
  );
}
