// format.ts: numbers, sizes, times and moments in words, by Intl. Values of results are never formatted here: they are
// shown to the last digit as they came.
const numbers = new Intl.NumberFormat('en-US');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

export const count = (n: number): string => numbers.format(n);

/** Groups of three before the point; no digit is lost. What is no plain number stays as it is. */
export const grouped = (digits: string): string =>
  digits.replace(/^(-?)(\d+)(?![\de])/i, (_, sign: string, whole: string) => sign + whole.replaceAll(/\B(?=(\d{3})+$)/g, ','));

export const timeOfDay = (at: number): string => clock.format(at);

/** A span in milliseconds: 9 ms, 4.2 s, 1 min 20 s. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(ms < 10 ? Math.ceil(ms) : Math.round(ms), 1)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** A clock that runs: tenths for ten seconds, then seconds. */
export function ticking(ms: number): string {
  const seconds = ms / 1000;
  const minutes = String(Math.floor(seconds / 60)).padStart(2, '0');
  const rest = seconds % 60;
  return `${minutes}:${seconds < 10 ? rest.toFixed(1).padStart(4, '0') : String(Math.floor(rest)).padStart(2, '0')}`;
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function age(ms: number): string {
  if (ms < 45_000) return 'just now';
  if (ms < 3_600_000) return relative.format(-Math.round(ms / 60_000), 'minute');
  if (ms < 86_400_000) return relative.format(-Math.round(ms / 3_600_000), 'hour');
  return relative.format(-Math.round(ms / 86_400_000), 'day');
}
