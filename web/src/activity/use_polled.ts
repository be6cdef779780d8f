// use_polled.ts: what the server says now, asked again and again while it is shown; seldom while nobody looks.
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client';

export interface Polled<T> {
  value: T | null;
  error: ApiError | null;
}

export function usePolled<T>(read: () => Promise<T>, every: number): Polled<T> {
  const [polled, setPolled] = useState<Polled<T>>({ value: null, error: null });
  useEffect(() => {
    let gone = false;
    let timer = 0;
    const look = async (): Promise<void> => {
      const next = await read().then((value) => ({ value, error: null }), (error: ApiError) => ({ error }));
      if (gone) return;
      setPolled((before) => ({ ...before, ...next }));
      timer = window.setTimeout(() => void look(), document.hidden ? every * 10 : every);
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [read, every]);
  return polled;
}
