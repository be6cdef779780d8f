// use_narrow.ts: is the page less than 600 px wide, or less than 1200?
import { useSyncExternalStore } from 'react';

function watch(condition: string): () => boolean {
  const query = matchMedia(condition);
  const subscribe = (listener: () => void): (() => void) => {
    query.addEventListener('change', listener);
    return () => query.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, () => query.matches);
}

export const useNarrow = watch('(max-width: 599px)');

export const useMiddle = watch('(max-width: 1199px)');
