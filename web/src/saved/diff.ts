// diff.ts: which lines of a text are others than before. Pure.
//
// - Myers' algorithm over lines: it finds the fewest lines that were removed and added. Where a text has become another
//   one altogether, that would take long, and the lines in question are told as removed and added as a whole.
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Numbers from 1; null: it is not in that text. */
  before: number | null;
  after: number | null;
}

/** So many removed and added lines are looked for. */
const mostChanges = 1000;

export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middle = changesOf(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const kinds: DiffLine['kind'][] = [...Array<DiffLine['kind']>(start).fill('same'), ...middle, ...Array<DiffLine['kind']>(end).fill('same')];
  let [left, right] = [0, 0];
  return kinds.map((kind) => {
    const line: DiffLine = { kind, text: kind === 'added' ? b[right]! : a[left]!, before: kind === 'added' ? null : left + 1, after: kind === 'removed' ? null : right + 1 };
    if (kind !== 'added') left++;
    if (kind !== 'removed') right++;
    return line;
  });
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.split('\n'));

function changesOf(a: string[], b: string[]): DiffLine['kind'][] {
  const trace = traceOf(a, b);
  if (!trace) return [...a.map(() => 'removed' as const), ...b.map(() => 'added' as const)];
  const kinds: DiffLine['kind'][] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const furthest = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
    const beforeK = down ? k + 1 : k - 1;
    const beforeX = d === 0 ? 0 : furthest.get(beforeK)!;
    const beforeY = d === 0 ? 0 : beforeX - beforeK;
    while (x > beforeX && y > beforeY) {
      kinds.push('same');
      x--;
      y--;
    }
    if (d === 0) break;
    kinds.push(down ? 'added' : 'removed');
    [x, y] = [beforeX, beforeY];
  }
  return kinds.reverse();
}

/** How far each diagonal is reached with so many changes; null: too many. */
function traceOf(a: string[], b: string[]): Map<number, number>[] | null {
  const trace: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(mostChanges, a.length + b.length); d++) {
    trace.push(furthest);
    const next = new Map<number, number>();
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest.get(k - 1)! < furthest.get(k + 1)!);
      let x = down ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
    furthest = next;
  }
  return null;
}

/** The lines around what differs; a number stands for so many that are left out. */
export function hunks(lines: DiffLine[], around = 3): (DiffLine | number)[] {
  const kept = lines.map((_, n) => lines.slice(Math.max(0, n - around), n + around + 1).some((line) => line.kind !== 'same'));
  const out: (DiffLine | number)[] = [];
  for (const [n, line] of lines.entries()) {
    if (kept[n]) out.push(line);
    else if (typeof out.at(-1) === 'number') out[out.length - 1] = (out.at(-1) as number) + 1;
    else out.push(1);
  }
  return out;
}
