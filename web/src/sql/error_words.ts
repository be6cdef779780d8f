// error_words.ts: what an error says besides its own words. It is there at once, as the network may be what is wrong.
export const words = {
  read: 'when it read the statement',
  at: (line: number, character: number) => `Line ${line}, character ${character}`,
  saidBy: (source: string, stage: string) => `said by ${source} ${stage}`,
  stages: {
    source: 'before anything was sent', parse: 'when it read the query', print: 'when it made SQL of the query', wait: 'while it waited for a connection', resolve: 'while its host was looked up', tunnel: 'while the tunnel was opened',
    connect: 'while it connected', tls: 'while encryption was agreed', authenticate: 'while it logged in',
    query: 'while it ran the statement', execute: 'while it ran the statement', fetch: 'while rows were fetched',
  } as Record<string, string>,
  braces: '{name} is a value in HogQL. SQL has $1.', speakHogql: 'Read the query as HogQL',
  goTo: 'Go to it', copy: 'Copy the error', copied: 'The error was copied', put: (name: string) => `Put ${name} there`,
  copyCode: (code: string) => `Copy SQLSTATE ${code}`, statement: (n: number, of: number) => `Statement ${n} of ${of}. The ones after it were not run.`,
};
