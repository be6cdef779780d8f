// remote.mjs: what the remote database sees, asked by psql as its superuser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { env } from './app.mjs';
import { eventually } from './expect.mjs';

/** Runs SQL on the remote and returns what it prints. */
export const onRemote = (sql) => execFileSync(`${env('BINDIR')}/psql`, ['-XAtq', '-v', 'ON_ERROR_STOP=1', env('ADMIN_URL'), '-c', sql], { encoding: 'utf8' }).trim();

/** How many statements run there whose text has the mark. */
const running = (mark) => Number(onRemote(`SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%${mark}%' AND pid <> pg_backend_pid()`));

export const untilRuns = (mark, count = 1) => eventually(() => assert.equal(running(mark), count, `statements with ${mark} on the remote`), { within: 10_000 });

/** The statement is gone from the remote within a second, and the time that asking takes. */
export const untilGone = (mark) => eventually(() => assert.equal(running(mark), 0, `statements with ${mark} on the remote`), { within: 2500 });

let marks = 0;

/** A statement that runs for a long time and can be found by its mark. */
export function longQuery() {
  const mark = `mark_${process.pid}_${++marks}`;
  return { mark, text: `SELECT pg_sleep(60) AS ${mark}` };
}
