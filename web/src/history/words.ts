// words.ts: what the history says; it comes with it.
import { plural } from '../text';

export const words = {
  title: 'History', search: 'Text of a query', searchLabel: 'Find in the history', status: 'Outcome', list: 'Past runs', close: 'Close',
  statuses: { '': 'Any outcome', ok: 'Done', error: 'Failed', cancelled: 'Cancelled', timeout: 'Timed out', refused: 'Refused' } as Record<string, string>,
  outcomes: { ok: 'done', error: 'failed', cancelled: 'cancelled', timeout: 'timed out', refused: 'refused', abandoned: 'abandoned' } as Record<string, string>,
  failed: 'The history could not be read', none: 'Nothing was run yet', noneHint: 'What you run stands here, with how it ended and how long it took.', noHits: 'No past run is like that',
  local: 'Only what this browser ran', open: 'Open as tab', again: 'Run again', more: 'Older runs', cutQuery: 'The record has only the beginning of this text.',
  rows: (n: number) => plural(n, 'row', 'rows'), cut: 'cut', nothing: 'Choose a run to see it whole',
};
