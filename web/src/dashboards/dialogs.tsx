// dialogs.tsx: the small dialogs of dashboards: a name, and the one question before something goes.
import { type FormEvent, useState } from 'react';
import type { ApiError } from '../api/client';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { words } from './words';

interface Naming {
  name: string;
  description: string;
}

interface NameProps {
  title: string;
  action: string;
  start: Naming;
  send: (fields: Naming) => Promise<void>;
}

export const problemOf = (error: ApiError): string => [error.message, error.detail?.hint].filter(Boolean).join(' ');

export function NameDialog({ title, action, start, send }: NameProps) {
  const [name, setName] = useState(start.name);
  const [description, setDescription] = useState(start.description);
  const [problem, setProblem] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!name.trim()) return setProblem(words.needsName);
    send({ name: name.trim(), description: description.trim() }).then(closeDialog, (error: ApiError) => setProblem(problemOf(error)));
  };
  return (
    <Dialog title={title} close={closeDialog}>
      <form onSubmit={submit} noValidate>
        <div className="bd fields">
          <div className="field">
            <label htmlFor="board-name">{words.name}</label>
            <span className={problem ? 'in err' : 'in'}><input id="board-name" data-first value={name} maxLength={200} autoComplete="off" aria-invalid={!!problem} aria-describedby="board-problem" onInput={(event) => { setName(event.currentTarget.value); setProblem(''); }} /></span>
            <p id="board-problem" className="bad sm" role="alert">{problem}</p>
          </div>
          <div className="field">
            <label htmlFor="board-description">{words.description}</label>
            <span className="in"><input id="board-description" value={description} maxLength={1000} autoComplete="off" onInput={(event) => setDescription(event.currentTarget.value)} /></span>
          </div>
        </div>
        <div className="ft"><button type="button" className="btn" onClick={closeDialog}>{words.cancel}</button><button type="submit" className="btn pri">{action}</button></div>
      </form>
    </Dialog>
  );
}

/** The focus is on the harmless answer. */
export function RemoveDialog({ title, text, action, keep = words.keep, act }: { title: string; text: string; action: string; keep?: string; act: () => unknown }) {
  const [problem, setProblem] = useState('');
  const go = (): void => { Promise.resolve(act()).catch((error: ApiError) => setProblem(problemOf(error))); };
  return (
    <Dialog title={title} close={closeDialog}>
      <p className="bd">{text}</p>
      {problem && <p className="bd bad" role="alert">{problem}</p>}
      <div className="ft">
        <button type="button" className="btn" data-first onClick={closeDialog}>{keep}</button>
        <button type="button" className="btn danger" onClick={go}>{action}</button>
      </div>
    </Dialog>
  );
}
