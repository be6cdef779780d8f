// conflict_dialog.tsx: somebody else has saved meanwhile: both versions, and a choice that loses neither.
import type { Saved } from '../api/saved';
import { age } from '../lib/format';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { DiffView } from './diff_view';
import { whoIs } from './who';
import { words } from './words';

interface Props {
  current: Saved;
  mine: string;
  theirs: () => void;
  both: () => void;
  over: () => void;
}

export function ConflictDialog({ current, mine, theirs, both, over }: Props) {
  return (
    <Dialog title={words.conflictTitle(current.name)} close={closeDialog} wide>
      <p className="bd">{words.conflict(whoIs(current.updated_by), age(Date.now() - Date.parse(current.updated_at)), current.version)}</p>
      <DiffView before={current.text} after={mine} />
      <div className="ft wrap">
        <button type="button" className="btn" data-first onClick={closeDialog}>{words.later}</button>
        <span className="grow" />
        <button type="button" className="btn" onClick={theirs}>{words.theirs}</button>
        <button type="button" className="btn" onClick={both}>{words.both}</button>
        <button type="button" className="btn" onClick={over}>{words.mine}</button>
      </div>
    </Dialog>
  );
}
