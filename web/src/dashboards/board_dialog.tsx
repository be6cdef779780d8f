// board_dialog.tsx: from a saved query to the dashboard that is to show it. That one is opened with the tile on it, to be
// placed and saved there.
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client';
import { createDashboard, type Dashboard, type DashboardRow, listDashboards, readDashboard } from '../api/dashboards';
import type { SavedRow } from '../api/saved';
import { config } from '../config';
import { Dialog } from '../parts/dialog';
import { closeDialog, showDialog } from '../parts/dialog_place';
import { Icon } from '../parts/icon';
import { Trouble } from '../parts/trouble';
import { go } from '../route';
import { tileOfSaved } from './add_dialog';
import { NameDialog } from './dialogs';
import { addTile } from './editor';
import { words } from './words';

export const askBoard = (row: SavedRow): void => showDialog(<BoardDialog row={row} />);

async function put(row: SavedRow, board: Promise<Dashboard>): Promise<void> {
  const [part, dashboard] = await Promise.all([tileOfSaved(row), board]);
  addTile(dashboard, part);
  go('dashboards', dashboard.id);
}

function BoardDialog({ row }: { row: SavedRow }) {
  const [list, setList] = useState<DashboardRow[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [term, setTerm] = useState('');
  const load = (): void => { listDashboards().then((found) => { setList(found.filter(({ may_change }) => may_change)); setError(null); }, setError); };
  useEffect(load, []);
  const shown = (list ?? []).filter(({ name }) => name.toLowerCase().includes(term.trim().toLowerCase()));
  const choose = (id: string): void => { put(row, readDashboard(id)).then(closeDialog, setError); };
  const create = (): void => showDialog(<NameDialog title={words.create} action={words.doCreate} start={{ name: '', description: '' }} send={(fields) => put(row, createDashboard(fields))} />);
  return (
    <Dialog title={words.boardTitle(row.name)} close={closeDialog}>
      <div className="bd add-tile">
        <span className="in"><Icon name="search" /><input data-first aria-label={words.boardSearch} placeholder={words.boardSearch} value={term} onInput={(event) => setTerm(event.currentTarget.value)} /></span>
        {error && <Trouble title={words.failed} error={error} retry={load} />}
        {list?.length === 0 && <p className="m">{words.noBoards}</p>}
        {list && list.length > 0 && shown.length === 0 && <p className="m">{words.noBoardHits(term)}</p>}
        <ul className="queries">
          {shown.map(({ id, name, tiles }) => <li key={id}><button type="button" onClick={() => choose(id)}><span className="ell">{name}</span><span className="f xs ell">{words.tiles(tiles)}</span></button></li>)}
        </ul>
      </div>
      <div className="ft">{config.may.save && <button type="button" className="btn" onClick={create}>{words.create}</button>}<span className="grow" /><button type="button" className="btn" onClick={closeDialog}>{words.close}</button></div>
    </Dialog>
  );
}
