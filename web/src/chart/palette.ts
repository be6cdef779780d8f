// palette.ts: the page's tokens as colours that a canvas knows. A canvas does not resolve light-dark(), an element's
// computed colour does, so each token is asked of a probe.

/** The tokens, as colours that a canvas knows. */
export interface Palette {
  ink: string; ink2: string; ink3: string; canvas: string; line: string; edge: string; other: string; onAccent: string; onS4: string;
  sans: string;
  series: string[];
  /** From little to much. */
  sequence: string[];
  /** From below zero to above. */
  divergence: string[];
}

export function readPalette(): Palette {
  const probe = document.createElement('i');
  document.body.append(probe);
  const colour = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const numbered = (letter: string, most: number): string[] => Array.from({ length: most }, (_, n) => colour(`${letter}${n + 1}`));
  const palette: Palette = {
    ink: colour('ink'), ink2: colour('ink-2'), ink3: colour('ink-3'), canvas: colour('canvas'), line: colour('line'), edge: colour('edge'),
    other: colour('other'), onAccent: colour('on-accent'), onS4: colour('on-s4'), sans: getComputedStyle(document.body).fontFamily,
    series: numbered('c', 10), sequence: numbered('s', 7), divergence: numbered('d', 7),
  };
  probe.remove();
  return palette;
}
