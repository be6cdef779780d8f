// keys_dialog.tsx: all keys, by ? wherever nothing is being typed.
import { mod, shift } from '../lib/keys';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { words } from './words';

export function KeysDialog() {
  return (
    <Dialog title={words.keys.title} close={closeDialog}>
      <dl className="bd keys">
        {words.keys.list(mod, shift).map(([key, means]) => [<dt key={key}>{key}</dt>, <dd key={means}>{means}</dd>])}
      </dl>
      <div className="ft"><button type="button" className="btn" data-first onClick={closeDialog}>{words.keys.close}</button></div>
    </Dialog>
  );
}
