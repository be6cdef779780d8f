// sample.ts: which of many points a line is drawn through so that it looks the same: "largest triangle three buckets"
// (Steinarsson 2013). The first and the last point stay; a gap stays a gap. Pure.

/** Indexes of the points to draw, upwards, at most `most` of them beside the ends of gaps. */
export function lttb(x: number[], y: (number | null)[], most: number): number[] {
  const points: number[] = [];
  for (let n = 0; n < y.length; n++) if (y[n] !== null && y[n] !== undefined) points.push(n);
  if (points.length <= most || most < 3) return points;
  const chosen = [points[0]!];
  const width = (points.length - 2) / (most - 2);
  for (let bucket = 0; bucket < most - 2; bucket++) {
    const from = 1 + Math.floor(bucket * width);
    const to = Math.min(points.length - 1, 1 + Math.floor((bucket + 1) * width));
    const end = Math.min(points.length, Math.max(to + 1, 1 + Math.floor((bucket + 2) * width)));
    chosen.push(largest(points, x, y, from, to, chosen.at(-1)!, mean(points, x, y, to, end)));
  }
  chosen.push(points.at(-1)!);
  return chosen;
}

function mean(points: number[], x: number[], y: (number | null)[], from: number, to: number): [number, number] {
  let [sumX, sumY] = [0, 0];
  for (let n = from; n < to; n++) {
    sumX += x[points[n]!]!;
    sumY += y[points[n]!]!;
  }
  return [sumX / (to - from), sumY / (to - from)];
}

/** The point of a bucket that spans the largest triangle with the one before and the mean of the next bucket. */
function largest(points: number[], x: number[], y: (number | null)[], from: number, to: number, last: number, [meanX, meanY]: [number, number]): number {
  let best = points[from]!;
  let area = -1;
  for (let n = from; n < to; n++) {
    const at = points[n]!;
    const size = Math.abs((x[last]! - meanX) * (y[at]! - y[last]!) - (x[last]! - x[at]!) * (meanY - y[last]!));
    if (size > area) [area, best] = [size, at];
  }
  return best;
}
