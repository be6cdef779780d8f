// chunk.ts: parts of the page whose code comes when it is wanted. Once the first screen is there and nothing else is to
// be done, they are fetched ahead, so that whoever wants one does not wait for it.
//
// - A part that did not come is asked for again the next time; what to say then is the caller's.
export interface Chunk<T> {
  get(): Promise<T>;
  /** The part if it is here; null: not yet. */
  now(): T | null;
  /** Calls once it is here, without asking for it. */
  whenHere(act: (part: T) => void): void;
}

const ahead: (() => Promise<unknown>)[] = [];

/** `early`: it is fetched ahead. */
export function chunk<T>(load: () => Promise<T>, early = true): Chunk<T> {
  let here: T | null = null;
  let coming: Promise<T> | null = null;
  const waiting: ((part: T) => void)[] = [];
  const arrive = (part: T): T => {
    here = part;
    for (const act of waiting.splice(0)) act(part);
    return part;
  };
  const get = (): Promise<T> => {
    coming ??= load().then(arrive, (error: unknown) => {
      coming = null;
      throw error;
    });
    return coming;
  };
  if (early) ahead.push(get);
  return { get, now: () => here, whenHere: (act) => void (here ? act(here) : waiting.push(act)) };
}

const idle = (act: () => void): void => {
  if ('requestIdleCallback' in window) requestIdleCallback(act, { timeout: 5000 });
  else setTimeout(act, 500);
};

/** Fetches them one after the other whenever the page is idle; not for somebody who pays by the byte. */
export function fetchAhead(): void {
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return;
  const next = (): void => {
    const get = ahead.shift();
    if (get) void get().catch(() => undefined).then(() => idle(next));
  };
  idle(next);
}
