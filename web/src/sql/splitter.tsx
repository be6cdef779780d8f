// splitter.tsx: the line between editor and result. Dragged, or moved by arrows, it sets the editor's height for good;
// a double click lets the height follow the text again.
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { text } from '../text';

const key = 'metahog-editor-height';
const step = 20;
const least = 56;

export function Splitter() {
  const line = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState<number | null>(() => Number(localStorage.getItem(key)) || null);
  const pane = (): HTMLElement => line.current!.previousElementSibling as HTMLElement;

  useEffect(() => {
    pane().style.height = height === null ? '' : `${height}px`;
    pane().toggleAttribute('data-set', height !== null);
    if (height === null) localStorage.removeItem(key);
    else localStorage.setItem(key, String(height));
  }, [height]);

  const bounded = (to: number): number => Math.max(least, Math.min(innerHeight - 260, Math.round(to)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? step : event.key === 'ArrowUp' ? -step : 0;
    if (!by) return;
    event.preventDefault();
    setHeight(bounded(pane().offsetHeight + by));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const from = event.clientY - pane().offsetHeight;
    const target = event.currentTarget;
    target.setPointerCapture(event.pointerId);
    const move = (to: globalThis.PointerEvent): void => setHeight(bounded(to.clientY - from));
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', () => target.removeEventListener('pointermove', move), { once: true });
  };
  return (
    <div
      className="splitter" ref={line} role="separator" aria-orientation="horizontal" aria-label={text.bar.height} tabIndex={0}
      aria-valuenow={height ?? 0} aria-valuemin={0} aria-valuemax={2000}
      onKeyDown={onKeyDown} onPointerDown={onPointerDown} onDoubleClick={() => setHeight(null)}
    />
  );
}
