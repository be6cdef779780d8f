// words.ts: what the screen of the activity says; it comes with the screen, so that no other page waits for it.
import { count } from '../lib/format';
import { plural } from '../text';

export const words = {
  failed: 'What is running could not be read', all: 'all',
  title: 'Activity', mine: 'Mine', everyone: 'Everyone', now: 'Running now', who: 'Who', source: 'Source', stage: 'Stage', time: 'Time', rows: 'Rows', query: 'Query', cancel: 'Cancel',
  none: 'Nothing is running', noneHint: 'A query that runs stands here, with the stage that it is in, and can be cancelled.', calls: (n: number) => plural(n, 'call', 'calls'), cancelled: 'Cancel was sent', keys: 'Del cancels the chosen one, ⏎ opens its query in a tab', open: 'Open', openOf: (who: string) => `Open the query of ${who} in a tab`,
  parts: 'Parts of the activity', running: 'Calls', sessions: 'Sessions', statistics: 'Statistics', unread: 'This could not be read',
  noSessions: 'No connections yet', noSessionsHint: 'Who queries a source opens connections to it, which are kept for a while and stand here.',
  noStatistics: 'No calls yet', noStatisticsHint: 'What the calls of each database role add up to stands here, since the server started.',
  inUse: 'In use', kept: 'Kept', opening: 'Opening', waiting: 'Calls that wait', longest: 'Longest wait', opened: 'Opened', closed: 'Closed', atMost: 'At most', serverLimit: 'the server’s limit',
  role: 'Role', number: 'Calls', errors: 'Failed', stopped: 'Cancelled', late: 'Too late', cut: 'Cut', bytes: 'Bytes', mean: 'Mean time', total: 'Time', last: 'Last call', seconds: (n: number) => `${count(n)} s`,
  cancelOf: (who: string) => `Cancel the call of ${who}`, stages: { waiting: 'waiting for a connection', resolving: 'looking up the host' } as Record<string, string>, updated: 'read every second', updatedSeldom: 'read every five seconds', lines: (n: number) => plural(n, 'line', 'lines'),
};
