// words.ts: what the parts of the SQL screen say that come when they are wanted: a plan, messages, columns,
// the SQL of HogQL.
import { plural } from '../text';

export const words = {
  plan: { share: 'Share of the whole',
    none: 'No plan yet', noneHint: 'The plan says how the database would run the statement. It is asked without running it.', show: 'Show the plan',
    measure: 'Measure it', measureHint: 'runs the statement', node: 'Step', rows: 'Rows', cost: 'Cost', time: 'Time', loops: 'Loops', planned: 'planned', measured: 'measured',
    of: 'Plan of', failed: 'There is no plan',
  },
  messages: { none: 'The database had nothing to say', noneHint: 'Notices and warnings of a statement stand here.' },
  columns: { number: '#', name: 'Name', type: 'Type', kind: 'PostHog type', none: 'Run a query to see its columns' },
  variables: {
    title: 'Variables', place: 'In the text', name: 'Name', type: 'Type', fallback: 'Default', value: 'Value now', close: 'Close the variables',
    none: 'This text has no variables. $1, $2 and so on in SQL, {variables.name} in HogQL get a row here.', needed: 'none: needs a value',
    nameOf: (field: string) => `Name of ${field}`, typeOf: (field: string) => `Type of ${field}`, fallbackOf: (field: string) => `Default of ${field}`,
    types: { string: 'text', number: 'number', boolean: 'true or false', date: 'date', time: 'moment' } as Record<string, string>,
    badName: 'A name is of letters, digits and _, begins with no digit, and stands once.', misfit: (type: string) => `That is no ${type}.`,
  },
  columnMenu: {
    up: 'Sort upwards', down: 'Sort downwards', unsorted: 'In the order of the result', upServer: 'Sort upwards on the server', downServer: 'Sort downwards on the server', filterServer: 'Filter on the server…',
    filter: 'Filter…', unfilter: 'Show all its rows', filterOf: (name: string) => `Filter by ${name}`, filterHint: 'part of it, or > 5', filterHelp: 'A part of the value; or =, <>, <, >, <=, >= and a value; null; not null.', apply: 'Filter', onServer: 'On the server',
    pin: 'Pin to the left', unpin: 'Unpin', left: 'Move left', right: 'Move right', hide: 'Hide', showAll: (n: number) => `Show ${plural(n, 'hidden column', 'hidden columns')}`,
    formats: { grouped: ['Digits in groups', 'Digits as they came'], local: ['In this browser’s time zone', 'In the source’s time zone'] } as const,
  },
  server: { changed: 'The statement has changed since it ran. Run it again first.' },
  showSql: { title: 'The SQL that is sent', copy: 'Copy', copied: 'The SQL was copied', open: 'Open as SQL' },
};
