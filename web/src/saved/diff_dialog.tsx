// diff_dialog.tsx: what a tab has that is not saved, and the way back.
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { DiffView } from './diff_view';
import { words } from './words';

export function DiffDialog({ name, before, after, revert }: { name: string; before: string; after: string; revert: (() => void) | null }) {
  return (
    <Dialog title={words.diffTitle(name)} close={closeDialog} wide>
      <DiffView before={before} after={after} />
      <div className="ft">
        {revert && <button type="button" className="btn" onClick={revert}>{words.revert}</button>}
        <button type="button" className="btn pri" data-first onClick={closeDialog}>{words.close}</button>
      </div>
    </Dialog>
  );
}
