// said.ts: what just happened, in words. The screen's status shows it where it happened and reads it out.
import { Store } from '../lib/store';

export const said = new Store('');

export const say = (words: string): void => said.set(words);
