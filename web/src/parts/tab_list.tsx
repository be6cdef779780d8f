// tab_list.tsx: tabs as ARIA has them: one tab stop, arrows move, Home and End go to the ends.
import { type KeyboardEvent, type ReactNode, useRef } from 'react';

export interface TabItem {
  id: string;
  label: string;
  /** What stands beside the label; it is not part of the tab's name. */
  beside?: ReactNode;
  description?: string;
}

interface Props {
  label: string;
  items: TabItem[];
  active: string;
  onSelect: (id: string) => void;
  className?: string;
  /** Prefix of the panels' ids. */
  panels: string;
}

export function TabList({ label, items, active, onSelect, className, panels }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = items.findIndex((item) => item.id === active);
    const next = nextTab(event.key, at, items.length);
    if (next === null) return;
    event.preventDefault();
    onSelect(items[next]!.id);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  return (
    <div role="tablist" aria-label={label} className={className} ref={list} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.id} type="button" role="tab" aria-selected={item.id === active} tabIndex={item.id === active ? 0 : -1}
          aria-controls={item.id === active ? `${panels}-${item.id}` : undefined} aria-description={item.description}
          id={`${panels}-tab-${item.id}`} onClick={() => onSelect(item.id)}
        >
          {item.label}{item.beside}
        </button>
      ))}
    </div>
  );
}

export function nextTab(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight': return (at + 1) % count;
    case 'ArrowLeft': return (at + count - 1) % count;
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return null;
  }
}
