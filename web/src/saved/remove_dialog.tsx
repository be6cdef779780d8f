// remove_dialog.tsx: before a saved query is deleted: what goes and what stays.
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { words } from './words';

export function RemoveDialog({ name, remove }: { name: string; remove: () => void }) {
  return (
    <Dialog title={words.removeTitle(name)} close={closeDialog}>
      <p className="bd">{words.removeText}</p>
      <div className="ft">
        <button type="button" className="btn" data-first onClick={closeDialog}>{words.keep}</button>
        <button type="button" className="btn danger" onClick={remove}>{words.doRemove}</button>
      </div>
    </Dialog>
  );
}
