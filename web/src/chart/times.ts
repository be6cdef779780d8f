// times.ts: moments of a result: where they stand on an axis, and how they are written beside it: by the year, the month,
// the day, the minute or the second, whichever tells them apart. The clock is the result's own. Pure.
import type { Value } from '../api/types';
import { wordOf } from './value_words';

const form = /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(\.\d+)?(?:([+-])(\d\d):?(\d\d)?|[zZ])?)?$/;

interface Moment {
  /** Milliseconds as the clock of its own zone shows them. */
  wall: number;
  /** Minutes that this zone is ahead of UTC. */
  ahead: number;
}

function read(value: Value | undefined): Moment | null {
  const found = form.exec(String(value));
  if (!found) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', part = '0', sign, hours = '0', minutes = '0'] = found;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Math.round(Number(part) * 1000));
  return { wall: date.getTime(), ahead: (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) };
}

const minute = 60_000;

/** Where each value stands along an axis, by the clock of the first one's zone; null if one of them is no moment. */
export function momentsOf(values: Value[]): number[] | null {
  const moments = values.map(read);
  if (moments.some((moment) => moment === null)) return null;
  const clock = moments[0]?.ahead ?? 0;
  return (moments as Moment[]).map(({ wall, ahead }) => wall + (clock - ahead) * minute);
}

export interface TimeLabels {
  short(value: Value): string;
  long(value: Value): string;
  /** Of a place on the axis, which need not be one of a value. */
  at(moment: number): string;
}

const written = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
const date = { day: 'numeric', month: 'short' } as const;
const clock = { hour: '2-digit', minute: '2-digit' } as const;
const steps = {
  year: { short: written({ year: 'numeric' }), long: written({ year: 'numeric' }) },
  month: { short: written({ month: 'short', year: 'numeric' }), long: written({ month: 'short', year: 'numeric' }) },
  day: { short: written(date), long: written({ ...date, year: 'numeric' }) },
  minute: { short: written({ ...date, ...clock }), long: written({ ...date, year: 'numeric', ...clock }) },
  second: { short: written({ ...clock, second: '2-digit' }), long: written({ ...date, year: 'numeric', ...clock, second: '2-digit' }) },
};

function stepOf(moments: number[]): keyof typeof steps {
  const every = (fits: (at: Date) => boolean): boolean => moments.every((at) => fits(new Date(at)));
  if (!every((at) => at.getTime() % minute === 0)) return 'second';
  if (!every((at) => at.getTime() % 86_400_000 === 0)) return 'minute';
  if (!every((at) => at.getUTCDate() === 1)) return 'day';
  return every((at) => at.getUTCMonth() === 0) && moments.length > 1 ? 'year' : 'month';
}

const atClock = written(clock);

/** A mark at midnight has the day, one between two days only the clock. */
function axisFormat(step: keyof typeof steps, moment: number, usual: Intl.DateTimeFormat): Intl.DateTimeFormat {
  if (step !== 'minute' && step !== 'second') return usual;
  if (moment % 86_400_000 === 0) return steps.day.short;
  return moment % minute === 0 ? atClock : steps.second.short;
}

/** How moments are written along an axis. What is none of them is written as it is. */
export function timeLabels(values: Value[]): TimeLabels {
  const moments = values.flatMap((value) => read(value)?.wall ?? []);
  const step = stepOf(moments);
  const long = Math.max(...moments) - Math.min(...moments) > 2 * 365 * 86_400_000;
  const { short } = step === 'day' && long ? { short: steps.day.long } : steps[step];
  const by = (format: Intl.DateTimeFormat) => (value: Value): string => {
    const moment = read(value);
    return moment ? format.format(moment.wall) : wordOf(value);
  };
  return { short: by(short), long: by(steps[step].long), at: (moment) => axisFormat(step, moment, short).format(moment) };
}
