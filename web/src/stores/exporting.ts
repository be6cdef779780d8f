// exporting.ts: what is known of an export that is under way; how it goes is in sql/export.ts, which comes when it is wanted.
import { Store } from '../lib/store';

export interface Export {
  bytes: number;
  stop: () => void;
}

export const exporting = new Store<Export | null>(null);
