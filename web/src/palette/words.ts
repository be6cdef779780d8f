// words.ts: what the palette says; it comes with it.
export const words = {
  title: 'Find anything', label: 'Tables, saved queries, dashboards, actions', list: 'Found', none: (term: string) => `Nothing is called “${term}”.`,
  kinds: { action: 'action', screen: 'screen', tab: 'open tab', saved: 'saved query', dashboard: 'dashboard', table: 'table' } as Record<string, string>,
  keys: (mod: string) => `⏎ does it · on a table ⏎ shows 100 rows, ${mod}⏎ puts its name in · Esc closes`,
  runAll: 'Run all statements', run: 'Run', newQuery: 'New query', variables: 'Variables of the query', language: (name: string) => `Write ${name}`, schema: 'Schema', saved: 'Saved queries',
};
