// column_role.ts: what a column of a type can be in a grid or a chart.
export type Role = 'number' | 'time' | 'text' | 'other';

const numberTypes = /^(smallint|integer|bigint|oid|numeric|real|double precision|money)\b/;
const timeTypes = /^(date|timestamp)\b/;

export function roleOf(type: string): Role {
  if (/\[\]$/.test(type) || /^(jsonb?|bytea|xml)\b/.test(type)) return 'other';
  if (numberTypes.test(type)) return 'number';
  return timeTypes.test(type) ? 'time' : 'text';
}
