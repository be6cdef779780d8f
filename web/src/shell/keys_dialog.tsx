// keys_dialog.tsx: all keys, by ? wherever nothing is being typed.
import { useEffect } from 'react';
import { mod, shift } from '../lib/keys';
import { Store, useStore } from '../lib/store';
import { Dialog } from '../parts/dialog';
import { text } from '../text';

const open = new Store(false);

export const showKeys = (): void => open.set(true);

export function KeysDialog() {
  const isOpen = useStore(open);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.key === '?' && !target.closest('input, textarea, select, [contenteditable="true"]')) showKeys();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  if (!isOpen) return null;
  return (
    <Dialog title={text.keys.title} close={() => open.set(false)}>
      <dl className="bd keys">
        {text.keys.list(mod, shift).map(([key, means]) => [<dt key={key}>{key}</dt>, <dd key={means}>{means}</dd>])}
      </dl>
      <div className="ft"><button type="button" className="btn" data-first onClick={() => open.set(false)}>{text.keys.close}</button></div>
    </Dialog>
  );
}
