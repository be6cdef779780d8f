// keeping.ts: saving, sharing and looking back, from the SQL screen. What does them comes when it is wanted.
import { chunk } from '../lib/chunk';
import type { Opened } from '../route';
import { using } from '../stores/parts';

const saving = chunk(() => import('../saved/actions'));
const sharing = chunk(() => import('../saved/share'));

export const save = (): void => void using(saving, (part) => part.save());
export const saveAs = (): void => void using(saving, (part) => part.saveAs());
export const compare = (): void => void using(saving, (part) => part.compare());
export const rename = (): void => void using(saving, (part) => part.renameHere());
export const remove = (): void => void using(saving, (part) => part.removeHere());
export const addToBoard = (): void => void using(saving, (part) => part.addToBoardHere());
export const share = (): void => void using(sharing, (part) => part.share());

const past = chunk(() => import('../history/history_sheet'));

/** What was run, over the page's right edge. */
export const showHistory = (): void => void using(past, (part) => part.showHistory());

/** Opens what a link names. */
export async function openLink(opens: Opened, item: string): Promise<void> {
  if (opens === 'saved') await using(saving, (part) => part.open(item));
  else await using(sharing, (part) => part.openShared(item));
}
