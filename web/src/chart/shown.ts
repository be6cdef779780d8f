// shown.ts: the chart that is drawn now, for the footer's Save as PNG.
import { Store } from '../lib/store';

export const shownChart = new Store<{ savePicture: () => void } | null>(null);
