// add_dialog.tsx: what can become a tile: a saved query, or a text.
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client';
import type { Tile } from '../api/dashboards';
import { listSaved, readSaved, type SavedRow } from '../api/saved';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { Icon } from '../parts/icon';
import { Trouble } from '../parts/trouble';
import { words } from './words';

/** What a tile is of before it has a place. */
export type NewTile = Pick<Tile, 'markdown' | 'saved_query_id' | 'saved'>;

export async function tileOfSaved({ id, name, kind }: SavedRow): Promise<NewTile> {
  const { source_id, source, variables, chart, version } = await readSaved(id);
  return { markdown: null, saved_query_id: id, saved: { name, kind, source_id, source, variables, chart, version } };
}

export function AddDialog({ add }: { add: (part: NewTile) => void }) {
  const [list, setList] = useState<SavedRow[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [term, setTerm] = useState('');
  const load = (): void => { listSaved().then(setList, setError); };
  useEffect(load, []);
  const shown = (list ?? []).filter(({ name, folder }) => `${folder}/${name}`.toLowerCase().includes(term.trim().toLowerCase()));
  const choose = (row: SavedRow): void => {
    tileOfSaved(row).then((part) => {
      closeDialog();
      add(part);
    }, setError);
  };
  const addText = (): void => {
    closeDialog();
    add({ markdown: words.newText, saved_query_id: null, saved: null });
  };
  return (
    <Dialog title={words.addTitle} close={closeDialog}>
      <div className="bd add-tile">
        <span className="in"><Icon name="search" /><input data-first aria-label={words.search} placeholder={words.search} value={term} onInput={(event) => setTerm(event.currentTarget.value)} /></span>
        {error && <Trouble title={words.savedFailed} error={error} retry={load} />}
        {list?.length === 0 && <p className="m">{words.noSaved}. {words.noSavedHint}</p>}
        {list && list.length > 0 && shown.length === 0 && <p className="m">{words.noHits(term)}</p>}
        <ul className="queries">
          {shown.map((row) => <li key={row.id}><button type="button" onClick={() => choose(row)}><span className="ell">{row.name}</span><span className="f xs ell">{[row.folder, row.source].filter(Boolean).join(' · ')}</span></button></li>)}
        </ul>
      </div>
      <div className="ft"><button type="button" className="btn" onClick={addText}>{words.addText}</button><span className="grow" /><button type="button" className="btn" onClick={closeDialog}>{words.close}</button></div>
    </Dialog>
  );
}
