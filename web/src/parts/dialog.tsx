// dialog.tsx: a dialog over the page, by the browser's own <dialog>: Esc closes it, the focus stays in it and comes back.
import { type ReactNode, useLayoutEffect, useRef } from 'react';

interface Props {
  title: string;
  children: ReactNode;
  close: () => void;
  /** For texts. */
  wide?: boolean;
  /** At the right edge, from top to bottom. */
  sheet?: boolean;
  /** Its title is read out only, and it begins near the top. */
  bare?: boolean;
}

export function Dialog({ title, children, close, wide = false, sheet = false, bare = false }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog className={wide ? 'dlg wide' : sheet ? 'dlg sheet' : bare ? 'dlg bare' : 'dlg'} ref={element} aria-label={title} onCancel={(event) => { event.preventDefault(); close(); }}>
      <h2 className={bare ? 'unseen' : 'hd'}>{title}</h2>
      {children}
    </dialog>
  );
}
