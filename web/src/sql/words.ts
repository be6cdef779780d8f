// words.ts: what the parts of the SQL screen say that come when they are wanted: an error, a plan, messages, columns,
// the SQL of HogQL.
export const words = {
  error: {
    read: 'when it read the statement',
    at: (line: number, character: number) => `Line ${line}, character ${character}`,
    saidBy: (source: string, stage: string) => `said by ${source} ${stage}`,
    stages: {
      source: 'before anything was sent', parse: 'when it read the query', print: 'when it made SQL of the query', wait: 'while it waited for a connection', resolve: 'while its host was looked up', tunnel: 'while the tunnel was opened',
      connect: 'while it connected', tls: 'while encryption was agreed', authenticate: 'while it logged in',
      query: 'while it ran the statement', execute: 'while it ran the statement', fetch: 'while rows were fetched',
    } as Record<string, string>,
    goTo: 'Go to it', copy: 'Copy the error', copied: 'The error was copied', put: (name: string) => `Put ${name} there`,
    copyCode: (code: string) => `Copy SQLSTATE ${code}`, statement: (n: number, of: number) => `Statement ${n} of ${of}. The ones after it were not run.`,
  },
  plan: { share: 'Share of the whole',
    none: 'No plan yet', noneHint: 'The plan says how the database would run the statement. It is asked without running it.', show: 'Show the plan',
    measure: 'Measure it', measureHint: 'runs the statement', node: 'Step', rows: 'Rows', cost: 'Cost', time: 'Time', loops: 'Loops', planned: 'planned', measured: 'measured',
    of: 'Plan of', failed: 'There is no plan',
  },
  messages: { none: 'The database had nothing to say', noneHint: 'Notices and warnings of a statement stand here.' },
  columns: { number: '#', name: 'Name', type: 'Type', kind: 'PostHog type', none: 'Run a query to see its columns' },
  showSql: { title: 'The SQL that is sent', copy: 'Copy', copied: 'The SQL was copied', open: 'Open as SQL' },
};
