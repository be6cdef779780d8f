// axis.ts: which items along one direction of a scrolled element are in sight, apart from any framework. The tree uses
// one, the grid two.
//
// - Where the element is scrolled to and how large it is are remembered from its events, as asking costs a layout.
export interface AxisOptions {
  count: number;
  /** Pixels of each item: one number for all, or one for each. */
  size: number | number[];
  horizontal?: boolean;
  /** Pixels before the first item that stay in sight: a head, a column of numbers. */
  before?: number;
  /** So many items are drawn beyond each edge. */
  overscan?: number;
}

export interface Window {
  from: number;
  /** Behind the last one. */
  to: number;
}

/** The items of which something lies between `start` and `end`; `ends` has where each one ends, if they differ. */
export function itemsBetween(start: number, end: number, count: number, size: number | number[], ends: number[]): Window {
  if (count === 0 || end <= start) return { from: 0, to: 0 };
  if (typeof size === 'number') return { from: Math.max(0, Math.min(count - 1, Math.floor(start / size))), to: Math.min(count, Math.ceil(end / size)) };
  const from = Math.min(count - 1, firstBeyond(ends, start));
  return { from, to: Math.min(count, firstBeyond(ends, end - 1) + 1) };
}

/** The first of rising numbers that is greater; their count if none is. */
function firstBeyond(rising: number[], value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

export class Axis {
  private readonly observer: ResizeObserver;
  private ends: number[] = [];
  private offset = 0;
  private extent = 0;
  private seen: Window = { from: 0, to: 0 };

  constructor(private readonly element: HTMLElement, private options: AxisOptions, private readonly onChange: () => void) {
    element.addEventListener('scroll', this.onScroll, { passive: true });
    this.observer = new ResizeObserver(this.onSize);
    this.observer.observe(element);
    this.set({});
  }

  destroy(): void {
    this.element.removeEventListener('scroll', this.onScroll);
    this.observer.disconnect();
  }

  set(options: Partial<AxisOptions>): void {
    this.options = { ...this.options, ...options };
    let end = 0;
    this.ends = typeof this.options.size === 'number' ? [] : this.options.size.map((size) => (end += size));
    this.measure();
    this.seen = this.find();
  }

  /** The items in sight, and some beyond. */
  get window(): Window {
    return this.seen;
  }

  private measure(): void {
    const { element, options: { horizontal } } = this;
    this.offset = horizontal ? element.scrollLeft : element.scrollTop;
    this.extent = horizontal ? element.clientWidth : element.clientHeight;
  }

  /** What stands before the first item scrolls along, so that it hides as much at the start as it takes. */
  private find(): Window {
    const { count, size, before = 0, overscan = 2 } = this.options;
    const { from, to } = itemsBetween(this.offset - before, this.offset - before + this.extent, count, size, this.ends);
    return { from: Math.max(0, from - overscan), to: Math.min(count, to + overscan) };
  }

  private onScroll = (): void => {
    this.offset = this.options.horizontal ? this.element.scrollLeft : this.element.scrollTop;
    this.look();
  };

  private onSize = (): void => {
    this.measure();
    this.look();
  };

  private look(): void {
    const now = this.find();
    if (now.from === this.seen.from && now.to === this.seen.to) return;
    this.seen = now;
    this.onChange();
  }
}

/** Scrolls as little as shows the stretch from `start` to `end` between what covers the edges. */
export function reveal(element: HTMLElement, horizontal: boolean, start: number, end: number, before: number): void {
  const side = horizontal ? 'scrollLeft' : 'scrollTop';
  const size = horizontal ? element.clientWidth : element.clientHeight;
  const at = element[side];
  if (start - before < at) element[side] = start - before;
  else if (end > at + size) element[side] = Math.min(end - size, start - before);
}
