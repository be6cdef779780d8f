// drafts.ts: dashboards that are being edited. They outlive a look at another screen; a save or a discard ends them.
import { Store } from '../lib/store';
import type { Draft } from './draft';

export const drafts = new Store<ReadonlyMap<string, Draft>>(new Map());

export const draftOfBoard = (id: string): Draft | null => drafts.get().get(id) ?? null;

export function keepDraft(id: string, draft: Draft | null): void {
  drafts.set((all) => {
    const next = new Map(all);
    if (draft) next.set(id, draft);
    else next.delete(id);
    return next;
  });
}

/** Closing the page would lose what is not saved: the browser asks first. */
addEventListener('beforeunload', (event) => {
  if ([...drafts.get().values()].some(({ undo }) => undo.length > 0)) event.preventDefault();
});
