// use_rows_in_sight.ts: which rows of a scrolled list of equal rows are in sight, for trees that draw no others.
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { Axis, type Window } from './axis';

/** `height`: pixels of a row. The component is drawn anew only if other rows come into sight. */
export function useRowsInSight(host: RefObject<HTMLElement | null>, count: number, height: number): Window {
  const axis = useRef<Axis | null>(null);
  const [seen, setSeen] = useState<Window>({ from: 0, to: 60 });
  useLayoutEffect(() => {
    const update = (): void => setSeen((before) => {
      const now = axis.current?.window ?? before;
      return now.from === before.from && now.to === before.to ? before : now;
    });
    axis.current = new Axis(host.current!, { count: 0, size: height, overscan: 8 }, update);
    return () => axis.current!.destroy();
  }, [height]);

  useLayoutEffect(() => {
    axis.current!.set({ count, size: height });
    setSeen(axis.current!.window);
  }, [count, height]);
  return seen;
}
