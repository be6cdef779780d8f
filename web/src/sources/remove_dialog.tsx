// remove_dialog.tsx: the one question before a source goes; the focus is on the harmless answer.
import { Dialog } from '../parts/dialog';
import { text } from '../text';

export function RemoveDialog({ name, close, remove }: { name: string; close: () => void; remove: () => void }) {
  return (
    <Dialog title={text.form.removeTitle(name)} close={close}>
      <p className="bd">{text.form.removeText}</p>
      <div className="ft">
        <button type="button" className="btn" data-first onClick={close}>{text.form.keepIt}</button>
        <button type="button" className="btn danger" onClick={remove}>{text.form.remove}</button>
      </div>
    </Dialog>
  );
}
