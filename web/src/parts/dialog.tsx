// dialog.tsx: a dialog over the page, by the browser's own <dialog>: Esc closes it, the focus stays in it and comes back.
import { type ReactNode, useEffect, useRef } from 'react';

export function Dialog({ title, children, close }: { title: string; children: ReactNode; close: () => void }) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current!;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog className="dlg" ref={element} aria-label={title} onCancel={(event) => { event.preventDefault(); close(); }}>
      <h2 className="hd">{title}</h2>
      {children}
    </dialog>
  );
}
