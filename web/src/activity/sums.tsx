// sums.tsx: connections to each source, and what its past calls add up to: two tables of numbers.
import type { ReactNode } from 'react';
import type { Sessions, Statistics } from '../api/types';
import { age, count, duration, size } from '../lib/format';
import { words } from './words';

interface Column<T> {
  name: string;
  of: (row: T) => ReactNode;
  /** Words stand left, numbers right. */
  words?: boolean;
}

const t = words;
const numbered = <T,>(name: string, of: (row: T) => number): Column<T> => ({ name, of: (row) => count(of(row)) });

const sessionColumns: Column<Sessions>[] = [
  { name: t.source, of: (row) => row.source, words: true },
  numbered(t.inUse, (row) => row.sv_active), numbered(t.kept, (row) => row.sv_idle), numbered(t.opening, (row) => row.sv_login),
  { name: t.atMost, of: (row) => (row.max_connections === null ? <span className="f">{t.serverLimit}</span> : count(row.max_connections)) },
  numbered(t.waiting, (row) => row.cl_waiting),
  { name: t.longest, of: (row) => (row.cl_waiting ? t.seconds(row.maxwait) : '') },
  numbered(t.opened, (row) => row.opened), numbered(t.closed, (row) => row.closed),
];

const statisticsColumns: Column<Statistics>[] = [
  { name: t.source, of: (row) => row.source, words: true }, { name: t.role, of: (row) => row.role, words: true },
  numbered(t.number, (row) => row.calls), numbered(t.errors, (row) => row.errors), numbered(t.stopped, (row) => row.cancelled),
  numbered(t.late, (row) => row.timeouts), numbered(t.cut, (row) => row.truncations), numbered(t.rows, (row) => row.rows),
  { name: t.bytes, of: (row) => size(row.bytes) },
  { name: t.mean, of: (row) => (row.calls ? duration((row.total_seconds * 1000) / row.calls) : '') },
  { name: t.total, of: (row) => duration(row.total_seconds * 1000) },
  { name: t.last, of: (row) => age(Date.now() - Date.parse(row.last_call)) },
];

function Sums<T>({ label, columns, list }: { label: string; columns: Column<T>[]; list: T[] }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="t sums">
        <thead><tr>{columns.map(({ name, words }) => <th key={name} className={words ? '' : 'r'}>{name}</th>)}</tr></thead>
        <tbody>
          {list.map((row, n) => <tr key={n}>{columns.map(({ name, of, words }) => <td key={name} className={words ? 'ell' : 'r'}>{of(row)}</td>)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}

export const SessionSums = ({ list }: { list: Sessions[] }) => <Sums label={t.sessions} columns={sessionColumns} list={list} />;
export const StatisticsSums = ({ list }: { list: Statistics[] }) => <Sums label={t.statistics} columns={statisticsColumns} list={list} />;
