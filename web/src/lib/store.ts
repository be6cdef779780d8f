// store.ts: state outside components. A store holds one immutable value; a change is a new value; whoever selected a part
// of it is rendered again only when that part is another one.
import { useSyncExternalStore } from 'react';

export class Store<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  get = (): T => this.value;

  /** Replaces the value, or derives the next one from it. The same value is no change. */
  set = (next: T | ((value: T) => T)): void => {
    const value = typeof next === 'function' ? (next as (value: T) => T)(this.value) : next;
    if (Object.is(value, this.value)) return;
    this.value = value;
    for (const listener of [...this.listeners]) listener();
  };

  patch = (part: Partial<T>): void => this.set((value) => ({ ...value, ...part }));

  /** Calls the listener after each change until the returned function is called. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** What `select` finds in the store. It has to return the same object for the same value. */
export function useStore<T, S = T>(store: Store<T>, select: (value: T) => S = (value) => value as unknown as S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
