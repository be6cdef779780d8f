// use_narrow.ts: is the page less than 600 px wide?
import { useSyncExternalStore } from 'react';

const query = matchMedia('(max-width: 599px)');

const subscribe = (listener: () => void): (() => void) => {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
