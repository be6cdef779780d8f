// parts.ts: what is done by a part of the page that may not be here yet. If it does not come, the status says so.
import type { Chunk } from '../lib/chunk';
import { text } from '../text';
import { say } from './said';

/** Does something with a part as soon as it is here. */
export async function using<T>(part: Chunk<T>, act: (part: T) => unknown): Promise<void> {
  let here = part.now();
  if (here === null) {
    try {
      here = await part.get();
    } catch {
      say(`${text.chunk.failed}. ${text.chunk.hint}`);
      return;
    }
  }
  await act(here);
}
