// who.ts: who changed something, in words. The server knows users of the application by their number alone.
import { config } from '../config';
import { words } from './words';

export function whoIs(actor: string | null): string {
  if (!actor) return words.somebody;
  if (actor === `user:${config.user.id}`) return words.you;
  return actor.replace(/^user:/, words.user);
}
