// decimal.ts: arithmetic with numbers as the database printed them, to their last digit: a sum of numerics loses nothing,
// and a rounded one is rounded once. What is no plain number is not counted. Pure.
interface Decimal {
  digits: bigint;
  /** How many of the digits stand behind the point. */
  scale: number;
}

const plain = /^([+-]?)(\d+)(?:\.(\d*))?$/;

function parse(printed: string): Decimal | null {
  const found = plain.exec(printed);
  if (!found) return null;
  const [, sign, whole, part = ''] = found;
  const digits = BigInt(whole! + part);
  return { digits: sign === '-' ? -digits : digits, scale: part.length };
}

function print({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  return scale === 0 ? sign + all : `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`;
}

const scaled = ({ digits, scale }: Decimal, to: number): bigint => digits * 10n ** BigInt(to - scale);

/** The sum of two printed numbers; null if one is none (NaN, Infinity, 1e9). */
export function add(a: string, b: string): string | null {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return null;
  const scale = Math.max(left.scale, right.scale);
  return print({ digits: scaled(left, scale) + scaled(right, scale), scale });
}

/** The number with so many digits behind the point, halves away from zero; what is no plain number stays as it is. */
export function round(printed: string, places: number): string {
  const value = parse(printed);
  if (!value) return printed;
  if (value.scale <= places) return print({ digits: scaled(value, places), scale: places });
  const unit = 10n ** BigInt(value.scale - places);
  const size = value.digits < 0n ? -value.digits : value.digits;
  const rounded = (size + unit / 2n) / unit;
  return print({ digits: value.digits < 0n ? -rounded : rounded, scale: places });
}

/** The number times a hundred, to its last digit. */
export function hundredfold(printed: string): string {
  const value = parse(printed);
  if (!value) return printed;
  return value.scale > 2 ? print({ digits: value.digits, scale: value.scale - 2 }) : print({ digits: scaled(value, 2), scale: 0 });
}
