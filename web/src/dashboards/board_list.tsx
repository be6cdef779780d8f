// board_list.tsx: the dashboards of the team: open, create, rename, remove.
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client';
import { changeDashboard, createDashboard, type DashboardRow, dropDashboard, listDashboards } from '../api/dashboards';
import { config } from '../config';
import { age, count } from '../lib/format';
import { useStore } from '../lib/store';
import { closeDialog, showDialog } from '../parts/dialog_place';
import { Icon } from '../parts/icon';
import { Menu } from '../parts/menu';
import { Skeleton, Trouble } from '../parts/trouble';
import { go, hrefOf } from '../route';
import { said, say } from '../stores/said';
import { NameDialog, RemoveDialog } from './dialogs';
import { words } from './words';

export function BoardList() {
  const [list, setList] = useState<DashboardRow[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const news = useStore(said);
  const load = (): void => { listDashboards().then((found) => { setList(found); setError(null); }, setError); };
  useEffect(load, []);
  const maySave = config.may.save;
  const create = (): void => showDialog(<NameDialog title={words.create} action={words.doCreate} start={{ name: '', description: '' }} send={async (fields) => {
    const made = await createDashboard(fields);
    go('dashboards', made.id);
  }} />);
  return (
    <main className="work">
      <div className="head">
        <h1 className="title">{words.title}</h1>{list && <span className="f">{count(list.length)}</span>}<span className="grow" />
        {maySave && <button type="button" className="btn" onClick={create}><Icon name="plus" />{words.create}</button>}
      </div>
      {!list && !error && <Skeleton rows={4} />}
      {error && <Trouble title={words.failed} error={error} retry={load} />}
      {list?.length === 0 && <div className="empty-note"><p className="b">{words.none}</p><p className="m">{maySave ? words.noneHint : words.noneReader}</p></div>}
      {list && list.length > 0 && <Table list={list} load={load} />}
      <span className="grow" />
      <div className="foot"><output className="says">{news}</output></div>
    </main>
  );
}

function Table({ list, load }: { list: DashboardRow[]; load: () => void }) {
  const rename = (row: DashboardRow): void => showDialog(<NameDialog title={words.rename} action={words.doRename} start={{ name: row.name, description: row.description ?? '' }} send={async (fields) => {
    await changeDashboard(row.id, row.version, fields);
    say(words.renamed(fields.name));
    load();
  }} />);
  const remove = (row: DashboardRow): void => showDialog(<RemoveDialog title={words.removeTitle(row.name)} text={words.removeText(row.tiles)} action={words.remove} act={async () => {
    await dropDashboard(row.id, row.version);
    closeDialog();
    say(words.removed(row.name));
    load();
  }} />);
  return (
    <div className="scroll list" tabIndex={0} role="region" aria-label={words.title}>
      <table className="t boards">
        <thead><tr><th>{words.name}</th><th className="r">{words.tilesHead}</th><th className="note">{words.changed}</th><th className="note">{words.by}</th><th><span className="unseen">{words.edit}</span></th></tr></thead>
        <tbody>
          {list.map((row) => (
            <tr key={row.id}>
              <td className="ell"><a className="name b" href={hrefOf('dashboards', row.id)}>{row.name}</a>{row.description && <span className="f xs ell">{row.description}</span>}</td>
              <td className="r">{count(row.tiles)}</td>
              <td className="note m">{age(Date.now() - Date.parse(row.updated_at))}</td>
              <td className="note m">{(row.updated_by ?? row.created_by ?? '').replace(/^user:/, '')}</td>
              <td className="r">{row.may_change && <Menu label={words.actions(row.name)} className="btn bare icon sm" items={[{ label: words.rename, act: () => rename(row) }, { label: words.remove, act: () => remove(row) }]}><Icon name="ellipsis" /></Menu>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
