// axis.ts: which items along one direction of a scrolled element are in sight, by TanStack's virtualizer, apart from any
// framework. The tree uses one, the grid two.
import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from '@tanstack/virtual-core';

export interface AxisOptions {
  count: number;
  size: (index: number) => number;
  horizontal?: boolean;
  /** Pixels before the first item that stay in sight: a head, a column of numbers. */
  before?: number;
  overscan?: number;
}

export interface Window {
  from: number;
  to: number;
}

export class Axis {
  private readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  private readonly unmount: () => void;
  private options: AxisOptions;

  constructor(private readonly element: HTMLElement, options: AxisOptions, private readonly onChange: () => void) {
    this.options = options;
    this.virtualizer = new Virtualizer(this.settings());
    this.unmount = this.virtualizer._didMount();
    this.virtualizer._willUpdate();
  }

  destroy(): void {
    this.unmount();
  }

  set(options: Partial<AxisOptions>): void {
    this.options = { ...this.options, ...options };
    this.virtualizer.setOptions(this.settings());
    this.virtualizer._willUpdate();
    this.virtualizer.measure();
  }

  /** The items in sight; `to` is behind the last one. */
  get window(): Window {
    const items = this.virtualizer.getVirtualItems();
    const last = items.at(-1);
    return last ? { from: items[0]!.index, to: last.index + 1 } : { from: 0, to: 0 };
  }

  get total(): number {
    return this.virtualizer.getTotalSize();
  }

  startOf(index: number): number {
    return this.virtualizer.getVirtualItems().find((item) => item.index === index)?.start ?? this.virtualizer.measurementsCache[index]?.start ?? 0;
  }

  private settings() {
    const { count, size, horizontal = false, before = 0, overscan = 2 } = this.options;
    return {
      count, horizontal, overscan, estimateSize: size, paddingStart: before, getScrollElement: () => this.element,
      observeElementRect, observeElementOffset, scrollToFn: elementScroll, onChange: this.onChange, useAnimationFrameWithResizeObserver: false,
    };
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
