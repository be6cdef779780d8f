// menu.tsx: a button that opens a menu beside it: arrows move, Esc closes and gives the focus back.
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

export interface MenuItem {
  label: string;
  key?: string;
  act: () => void;
  /** Something else takes the menu's place. */
  stays?: boolean;
}

interface Props {
  label: string;
  className?: string;
  items: MenuItem[];
  /** One line above the items. */
  note?: string;
  children: ReactNode;
  /** The button has words of its own that are its name. */
  named?: boolean;
}

export function Menu({ label, className = 'btn bare', items, note, children, named = false }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button ref={button} type="button" className={className} aria-haspopup="menu" aria-expanded={open} aria-label={named ? undefined : label} title={named ? undefined : label} onClick={() => setOpen(!open)}>
        {children}
      </button>
      {open && <MenuList label={label} items={items} note={note} anchor={button.current!} close={close} />}
    </>
  );
}

export function MenuList({ label, items, note, anchor, close }: { label: string; items: MenuItem[]; note?: string; anchor: HTMLElement; close: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place(list.current!, anchor.getBoundingClientRect());
    list.current!.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  }, []);
  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (!list.current?.contains(event.target as Node) && !anchor.contains(event.target as Node)) close();
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
    const all = [...list.current!.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length]!.focus();
  };
  return (
    <div className="pop menu" role="menu" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {note && <div className="note" role="presentation">{note}</div>}
      {items.map((item) => (
        <button key={item.label} type="button" role="menuitem" tabIndex={-1} onClick={() => { if (!item.stays) close(); item.act(); }}>
          {item.label}{item.key && <kbd className="q" aria-hidden="true">{item.key}</kbd>}
        </button>
      ))}
    </div>
  );
}

/** Beside what it belongs to, never over it, and whole on the screen. */
export function place(element: HTMLElement, anchor: DOMRect): void {
  const gap = 4;
  const { width, height } = element.getBoundingClientRect();
  const below = anchor.bottom + gap + height <= innerHeight;
  const left = Math.min(anchor.left, innerWidth - width - 8);
  element.style.left = `${Math.max(8, left)}px`;
  element.style.top = `${below ? anchor.bottom + gap : Math.max(8, anchor.top - gap - height)}px`;
}
