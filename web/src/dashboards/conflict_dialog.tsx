// conflict_dialog.tsx: somebody else has saved the dashboard meanwhile: what each has changed, and a choice that loses
// nothing unasked.
import type { Dashboard } from '../api/dashboards';
import { age } from '../lib/format';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { type Change, changesBetween, type Draft } from './draft';
import { titleOf } from './titles';
import { words } from './words';

export function ConflictDialog({ draft, current, theirs, mine }: { draft: Draft; current: Dashboard; theirs: () => void; mine: () => void }) {
  const who = current.updated_by?.replace(/^user:/, '') || words.somebody;
  return (
    <Dialog title={words.conflictTitle(current.name)} close={closeDialog}>
      <div className="bd">
        <p>{words.conflict(who, age(Date.now() - Date.parse(current.updated_at)), current.version)}</p>
        <div className="both">
          <Changes title={words.theirs} list={changesBetween(draft.base, current, titleOf)} />
          <Changes title={words.mine} list={changesBetween(draft.base, draft.now, titleOf)} />
        </div>
      </div>
      <div className="ft wrap">
        <button type="button" className="btn" data-first onClick={closeDialog}>{words.bothLater}</button>
        <button type="button" className="btn" onClick={theirs}>{words.takeTheirs}</button>
        <button type="button" className="btn" onClick={mine}>{words.saveMine}</button>
      </div>
    </Dialog>
  );
}

function Changes({ title, list }: { title: string; list: Change[] }) {
  return (
    <section aria-label={title}>
      <h3 className="b">{title}</h3>
      <ul>{list.length === 0 ? <li className="f">{words.nothingChanged}</li> : list.map((change, n) => <li key={n}>{words.changeOf(change)}</li>)}</ul>
    </section>
  );
}
