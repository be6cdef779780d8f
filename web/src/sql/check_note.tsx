// check_note.tsx: one line under the editor: what is wrong with the HogQL that is being written.
import { useStore } from '../lib/store';
import { Icon } from '../parts/icon';
import { text } from '../text';
import { editor } from './actions';
import { found } from './check';
import { words } from './error_words';

export function CheckNote() {
  const now = useStore(found);
  if (!now) return null;
  const { problem, place } = now;
  const at = place && editor.get()?.lineAt(place.from);
  return (
    <p className="check" role="note" aria-label={text.check.label}>
      <Icon name="circle-alert" small />
      <span>{problem.message}{problem.hint && <span className="m"> {problem.hint}</span>}</span>
      {at && <span className="xs f">{words.at(at.line, at.character)}</span>}
    </p>
  );
}
