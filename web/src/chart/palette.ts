// palette.ts: the page's tokens as colours that a canvas knows. A canvas does not resolve light-dark(), an element's
// computed colour does, so each token is asked of a probe.
import type { Palette } from './options';

export function readPalette(): Palette {
  const probe = document.createElement('i');
  document.body.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    ink: colour('ink'), ink2: colour('ink-2'), ink3: colour('ink-3'), canvas: colour('canvas'), line: colour('line'), edge: colour('edge'),
    sans: getComputedStyle(document.body).fontFamily,
    series: [...Array(10).keys()].map((n) => colour(`c${n + 1}`)).concat(colour('other'), colour('other')),
    sequence: [1, 2, 3, 4, 5, 6, 7].map((n) => colour(`s${n}`)),
  };
  probe.remove();
  return palette;
}
