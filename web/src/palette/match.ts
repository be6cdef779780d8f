// match.ts: which of many things fit a few typed letters, the best first. Pure.
export interface Thing {
  /** What is searched and shown. */
  name: string;
  /** Where two fit equally well, the lower rank comes first. */
  rank: number;
}

/** How well the words fit a name, 0 best; null: not at all. Every word has to be in it somewhere. */
export function fit(name: string, words: string[]): number | null {
  const lower = name.toLowerCase();
  let worst = 0;
  for (const [n, word] of words.entries()) {
    const at = lower.indexOf(word);
    if (at < 0) return null;
    const starts = at === 0 ? 0 : /[^a-z0-9]/.test(lower[at - 1]!) || lower.includes(` ${word}`) || lower.includes(`_${word}`) ? 1 : 2;
    worst += n === 0 && lower === word ? -1 : starts;
  }
  return worst;
}

export function best<T extends Thing>(things: T[], typed: string, most: number): T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const scored: { thing: T; score: number }[] = [];
  for (const thing of things) {
    const score = fit(thing.name, words);
    if (score !== null) scored.push({ thing, score });
  }
  scored.sort((a, b) => a.score - b.score || a.thing.rank - b.thing.rank || a.thing.name.length - b.thing.name.length || (a.thing.name < b.thing.name ? -1 : 1));
  return scored.slice(0, most).map(({ thing }) => thing);
}
