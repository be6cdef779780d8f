// shown.ts: the chart that is drawn now, for the footer's Save as PNG and SVG.
import { Store } from '../lib/store';

export type PictureForm = 'png' | 'svg';

export const shownChart = new Store<{ savePicture: (form: PictureForm) => void } | null>(null);
