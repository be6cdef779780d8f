// functions.ts: the functions of HogQL as the server knows them, read once, when they are first asked for.
import { listFunctions } from '../api/routes';
import type { HogqlFunction } from '../api/types';

let asked: Promise<HogqlFunction[]> | null = null;

/** None if the server does not say; then it is asked again the next time. */
export function loadFunctions(): Promise<HogqlFunction[]> {
  asked ??= listFunctions().catch(() => {
    asked = null;
    return [];
  });
  return asked;
}
