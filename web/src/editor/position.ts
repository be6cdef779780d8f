// position.ts: where the server says something is. It counts characters (code points) from 1; the editor counts UTF-16.
/** The UTF-16 offset of the n-th character of a text, at most its length. */
export function offsetOf(text: string, position: number): number {
  let offset = 0;
  for (let left = position - 1; left > 0 && offset < text.length; left--)
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  return offset;
}

/** Where the word that starts at `from` ends: a name with its dots, a quoted name, a number, or else one character. */
export function wordEnd(text: string, from: number): number {
  const word = /^(?:(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")*")(?:\.(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"]|"")*"|\*))*|[\d.]+|'[^']*'|\S)/u;
  const found = word.exec(text.slice(from, from + 400));
  return from + (found ? found[0].length : 0);
}

/** The name that a hint offers for another one, as in: Perhaps you meant to reference the column "f.rental_rate". */
export function offeredName(hint: string | null | undefined): string | null {
  const names = [...(hint ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1]!);
  return names.length === 1 && /^Perhaps you meant/.test(hint!) ? names[0]! : null;
}
