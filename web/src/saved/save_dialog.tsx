// save_dialog.tsx: name, folder and description of a query that is saved for the first time, or of one that is renamed.
import { type FormEvent, useEffect, useState } from 'react';
import type { ApiError } from '../api/client';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { useStore } from '../lib/store';
import { foldersOf, loadSaved, savedList } from '../stores/saved';
import { words } from './words';

export interface Naming {
  name: string;
  folder: string;
  description: string;
}

interface Props {
  title: string;
  note: string;
  start: Naming;
  send: (fields: Naming) => Promise<void>;
}

/** "a / b/" is a/b. */
const folderOf = (typed: string): string => typed.split('/').map((part) => part.trim()).filter(Boolean).join('/');

export function SaveDialog({ title, note, start, send }: Props) {
  const [name, setName] = useState(start.name);
  const [folder, setFolder] = useState(start.folder);
  const [description, setDescription] = useState(start.description);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const folders = foldersOf(useStore(savedList).list);
  useEffect(() => { if (savedList.get().state === 'unread') void loadSaved(); }, []);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!name.trim()) return setProblem(words.needsName);
    setBusy(true);
    send({ name: name.trim(), folder: folderOf(folder), description: description.trim() }).then(closeDialog, (error: ApiError) => {
      setProblem([error.message, error.detail?.hint].filter(Boolean).join(' '));
      setBusy(false);
    });
  };
  return (
    <Dialog title={title} close={closeDialog}>
      <form onSubmit={submit} noValidate>
        <div className="bd saved-fields">
          {note && <p>{note}</p>}
          <div className="field">
            <label htmlFor="saved-name">{words.name}</label>
            <span className={problem ? 'in err' : 'in'}><input id="saved-name" data-first value={name} maxLength={200} autoComplete="off" aria-invalid={!!problem} aria-describedby="saved-problem" onInput={(event) => { setName(event.currentTarget.value); setProblem(''); }} /></span>
            <p id="saved-problem" className="bad sm" role="alert">{problem}</p>
          </div>
          <div className="field">
            <label htmlFor="saved-folder">{words.folder}</label>
            <span className="in"><input id="saved-folder" list="saved-folders" value={folder} maxLength={200} autoComplete="off" placeholder={words.folderHint} onInput={(event) => setFolder(event.currentTarget.value)} /></span>
            <datalist id="saved-folders">{folders.map((each) => <option key={each} value={each} />)}</datalist>
          </div>
          <div className="field">
            <label htmlFor="saved-description">{words.description}</label>
            <span className="in"><input id="saved-description" value={description} maxLength={1000} autoComplete="off" onInput={(event) => setDescription(event.currentTarget.value)} /></span>
          </div>
        </div>
        <div className="ft"><button type="button" className="btn" onClick={closeDialog}>{words.cancel}</button><button type="submit" className="btn pri" disabled={busy}>{words.doSave}</button></div>
      </form>
    </Dialog>
  );
}
