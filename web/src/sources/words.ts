// words.ts: what the sources' screen and its form say; it comes with them, so that no other page waits for it.
import { count } from '../lib/format';
import { plural } from '../text';

const rows = (n: number): string => plural(n, 'row', 'rows');

export const words = {
  sources: {
    title: 'Sources', add: 'New source', failed: 'The sources could not be read', of: (n: number, most: number) => `${count(n)} of ${count(most)}`, close: 'Close', name: 'Name', place: 'Host and database', limits: 'Limits', running: 'Running', changed: 'Changed',
    none: 'No sources yet', noneHint: 'A source is a database that queries run on. Nothing is copied from it.', readOnly: 'read-only', writes: 'may write', serverLimits: 'the server’s', loading: 'Reading the sources',
    noRight: 'You may use these sources. Adding and changing them is for staff.', unlimited: 'no limit', rowsShort: (n: number) => rows(n), openSql: 'Query it',
  },
  form: {
    noRight: 'You may not add sources. Ask somebody of the staff for one.',
    first: 'Connect a PostgreSQL database', firstHint: 'Queries run there, nothing is copied. MetaHog opens read-only connections and keeps the password encrypted.',
    newTitle: 'New source', url: 'Connection URL', urlHint: 'Paste it, or fill in the fields.', urlFollow: 'paste one, the fields below follow',
    host: 'Host', port: 'Port', database: 'Database', user: 'User', password: 'Password', schema: 'Schema', name: 'Name', tls: 'TLS', readOnly: 'Read only', tunnel: 'SSH tunnel', timeout: 'Stops after', maxRows: 'At most rows', 
    asDatabase: 'as the database', asUser: 'as the user', anyway: 'Go on without the test', readOnlyHelp: 'statements that change something are refused', writesHelp: 'statements may change the database', allSeen: 'all that the role sees', keep: 'unchanged', tlsAuto: 'automatic', seconds: 'seconds',
    test: 'Test connection', testing: 'Testing', save: 'Save', saving: 'Saving', untested: 'tests first', remove: 'Remove source', more: 'TLS, schema, limits',
    whatTestDoes: 'What the test does', lastTest: (at: string) => `Last test, ${at}`, notReached: 'not reached', passed: 'passed', superuser: 'This role is a superuser. Use one that may only read.',
    steps: { resolve: 'Resolve', tunnel: 'Tunnel', connect: 'Connect', tls: 'TLS', authenticate: 'Authenticate', query: 'Query' } as Record<string, string>,
    stepHints: { resolve: 'finds the host', connect: 'reaches its port', tls: 'encrypts, and checks the certificate where you ask for it', authenticate: 'logs in as the user', query: 'reads the version; writes nothing', tunnel: 'opens the SSH tunnel' } as Record<string, string>,
    refusedPassword: 'The server refused it. Type the current one.', required: (label: string) => `${label} is needed.`, badPort: 'A port is a number from 1 to 65535.',
    saved: (name: string) => `${name} is saved`, removed: (name: string) => `${name} is removed`, tested: (ms: string) => `The connection works, ${ms}`, testFailed: (step: string) => `The test stopped at ${step}`,
    removeTitle: (name: string) => `Remove the source “${name}”?`, removeText: 'Queries on it stop, its sealed password goes. The database itself is not touched, and the record of past queries stays.', keepIt: 'Keep it',
  },
};
