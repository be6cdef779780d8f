// copy_text.ts: a text into the clipboard; what became of it is said.
import { text } from '../text';
import { say } from './said';

export const copyText = (words: string, then: string): Promise<void> =>
  navigator.clipboard.writeText(words).then(() => say(then), () => say(text.results.notCopied));
