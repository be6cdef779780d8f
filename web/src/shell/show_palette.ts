// show_palette.ts: opens the palette, which comes when it is wanted.
import { chunk } from '../lib/chunk';
import { using } from '../stores/parts';

const palette = chunk(() => import('../palette/palette'));

export const showPalette = (): void => void using(palette, (part) => part.showPalette());
