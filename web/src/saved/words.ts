// words.ts: what is said of saved queries; it comes with them.
import { plural } from '../text';

export const words = {
  side: 'Saved queries', search: 'Saved queries', searchLabel: 'Find saved queries', failed: 'The saved queries could not be read',
  none: 'Nothing is saved yet', noneHint: (key: string) => `${key} saves the query of a tab. Everybody who may use its database sees it here.`,
  noHits: (term: string) => `No saved query is called “${term}”.`, of: (n: number) => plural(n, 'query', 'queries'), refresh: 'Read the list again',
  changed: (when: string) => `changed ${when}`,
  keys: '⏎ opens · F2 renames · Del deletes', more: (name: string) => `More of ${name}`, reading: 'Reading the list',
  open: 'Open', rename: 'Rename and move', copyLink: 'Copy link', remove: 'Delete',
  save: 'Save query', saveCopy: 'Save as a new query', name: 'Name', folder: 'Folder', folderHint: 'none: at the top', description: 'Description', doSave: 'Save', cancel: 'Cancel',
  notYours: (name: string) => `You may run “${name}”, but not change it. What you save is a query of your own.`,
  needsName: 'A saved query needs a name.', saving: 'Saving',
  saved: (name: string, version: number) => `${name} is saved, version ${version}`, renamed: (name: string) => `${name} is renamed`, unchanged: (name: string) => `${name} is saved as it is`,
  removed: (name: string) => `${name} is deleted`, removeTitle: (name: string) => `Delete the saved query “${name}”?`,
  removeText: 'Whoever has its link gets nothing any more, and tiles of dashboards that show it stay empty. Its text stays in the tabs that have it open. The record of past runs stays.', doRemove: 'Delete query', keep: 'Keep it',
  gone: 'This saved query is not there any more', goneHint: 'It was deleted, or it belongs to a database that you may not use.',
  reverted: (name: string) => `The text is that of ${name} again; undo brings yours back`,
  linkCopied: 'The link was copied', tooLong: 'The text is too long for a link. Save it, and share the saved query.', badLink: 'This link has no query that can be read',
  unsavedLink: 'The link was copied; it has the text itself',
  diffTitle: (name: string) => `What differs from ${name} as it is saved`, close: 'Close', revert: 'Go back to the saved version', same: 'The text is the same. What differs is its database, language, variables or chart.',
  lines: (added: number, removed: number) => `${plural(added, 'line', 'lines')} added, ${removed} removed`, skipped: (n: number) => `${plural(n, 'line', 'lines')} unchanged`,
  added: 'added', taken: 'removed',
  conflictTitle: (name: string) => `“${name}” was changed meanwhile`,
  conflict: (who: string, when: string, version: number) => `${who} saved version ${version} ${when}. Below, − is what that version has and + is what you have. Nothing is lost whichever you choose.`,
  somebody: 'Somebody', you: 'You, elsewhere,', user: 'User ', mine: 'Save mine over it', theirs: 'Take theirs, mine goes to a new tab', both: 'Save mine as a new query', later: 'Decide later',
  mineOf: (name: string) => `${name} (mine)`,
};
