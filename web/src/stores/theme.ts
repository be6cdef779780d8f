// theme.ts: light, dark, or what the machine prefers. Kept in this browser; the page's root carries it for the tokens.
import { Store } from '../lib/store';

export type Theme = 'light' | 'dark';

const key = 'metahog-theme';
const preference = matchMedia('(prefers-color-scheme: dark)');
const kept = localStorage.getItem(key);
const chosen = new Store<Theme | null>(kept === 'light' || kept === 'dark' ? kept : null);

const current = (): Theme => chosen.get() ?? (preference.matches ? 'dark' : 'light');

/** What is shown. */
export const theme = new Store<Theme>(current());

function apply(): void {
  const value = chosen.get();
  if (value) document.documentElement.dataset.theme = value;
  theme.set(current());
}

export function switchTheme(): void {
  const next: Theme = theme.get() === 'dark' ? 'light' : 'dark';
  localStorage.setItem(key, next);
  chosen.set(next);
}

chosen.subscribe(apply);
preference.addEventListener('change', apply);
apply();
