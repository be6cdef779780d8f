// copy_text.ts: a text into the clipboard; what became of it is said. `done` is called only if it is there.
import { text } from '../text';
import { say } from './said';

export const copyText = (words: string, then: string, done?: () => void): Promise<void> =>
  navigator.clipboard.writeText(words).then(() => { say(then); done?.(); }, () => say(text.results.notCopied));
