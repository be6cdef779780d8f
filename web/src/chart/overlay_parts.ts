// overlay_parts.ts: texts, lines and swatches of an overlay, and where labels go that would lie on each other.
import { graphic } from 'echarts/core';
import type { Palette } from './palette';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Element = InstanceType<typeof graphic.Text> | InstanceType<typeof graphic.Rect> | InstanceType<typeof graphic.Line> | InstanceType<typeof graphic.Circle> | InstanceType<typeof graphic.Polyline>;
export type Elements = Element[];

interface Style {
  fill?: string;
  bold?: boolean;
  align?: 'left' | 'center' | 'right';
  width?: number;
}

/** One line of text, vertically centred at y; too long for `width`, it ends in an ellipsis. */
export function textAt(palette: Palette, words: string, x: number, y: number, { fill = palette.ink, bold = false, align = 'left', width }: Style = {}): InstanceType<typeof graphic.Text> {
  return new graphic.Text({
    x, y, z: 20, silent: true,
    style: {
      text: words.replaceAll(/\s+/g, ' '), fill, align, verticalAlign: 'middle', fontFamily: palette.sans, fontSize: 11, fontWeight: bold ? 600 : 500,
      ...(width !== undefined && { width: Math.max(8, width), overflow: 'truncate', ellipsis: '…' }),
    },
  });
}

export const widthOf = (element: InstanceType<typeof graphic.Text>): number => element.getBoundingRect().width;

export const rectAt = (box: Box, style: { fill?: string; stroke?: string; lineWidth?: number }, z = 19, r = 0): InstanceType<typeof graphic.Rect> =>
  new graphic.Rect({ shape: { ...box, r }, style: { fill: 'none', ...style }, z, silent: true });

/** The moment or name that is looked at, in reverse colours, at the foot of the plot. */
export function axisNow(palette: Palette, words: string, x: number, y: number, within: number): Elements {
  const label = textAt(palette, words, 0, y, { fill: palette.canvas, align: 'center', width: within - 24 });
  const width = widthOf(label) + 16;
  const middle = Math.max(width / 2, Math.min(within - width / 2, x));
  label.attr('x', middle);
  label.attr('z', 22);
  return [rectAt({ x: middle - width / 2, y: y - 9, width, height: 18 }, { fill: palette.ink }, 21, 2), label];
}

export const swatch = (x: number, y: number, fill: string): InstanceType<typeof graphic.Rect> => rectAt({ x, y: y - 5, width: 10, height: 10 }, { fill }, 19, 2);

/** Moves labels as little as keeps them apart, in their order and within the stretch. */
export function spread(wanted: number[], gap: number, from: number, to: number): number[] {
  const order = wanted.map((_, n) => n).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const step = Math.min(gap, (to - from) / Math.max(1, wanted.length - 1));
  const placed = new Array<number>(wanted.length);
  let least = from;
  for (const n of order) {
    placed[n] = Math.max(least, Math.min(to, wanted[n]!));
    least = placed[n]! + step;
  }
  let most = to;
  for (const n of [...order].reverse()) {
    placed[n] = Math.min(placed[n]!, most);
    most = placed[n]! - step;
  }
  return placed;
}
