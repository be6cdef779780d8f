// remove_dialog.tsx: the one question before a source goes; the focus is on the harmless answer.
import { Dialog } from '../parts/dialog';
import { words } from './words';

export function RemoveDialog({ name, close, remove }: { name: string; close: () => void; remove: () => void }) {
  return (
    <Dialog title={words.form.removeTitle(name)} close={close}>
      <p className="bd">{words.form.removeText}</p>
      <div className="ft">
        <button type="button" className="btn" data-first onClick={close}>{words.form.keepIt}</button>
        <button type="button" className="btn danger" onClick={remove}>{words.form.remove}</button>
      </div>
    </Dialog>
  );
}
