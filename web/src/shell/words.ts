// words.ts: what the list of keys says.
export const words = {
  keys: {
    title: 'Keys', close: 'Close', list: (mod: string, shift: string): [string, string][] => [
      [`${mod}⏎`, 'runs the selection, else the statement at the caret'], [`${mod}${shift}⏎`, 'runs all statements, one after the other'], ['Esc', 'cancels what runs, closes what floats'],
      [`${mod}K`, 'finds tables, saved queries, dashboards, screens, actions'], [`${mod}S · ${mod}${shift}S`, 'saves the query or the dashboard · the query as a new one'], [`${mod}H`, 'shows what was run'],
      ['F8', 'goes to the error'], ['F6', 'next pane'], [`${mod}P`, 'finds a table'], [`${mod}/`, 'makes lines comments'], [`${mod}${shift}F`, 'formats the query'], ['F2', 'shows a cell whole'],
      [`${mod}A · ${mod}C`, 'all cells · copies the chosen ones'], ['Alt ↓', 'sorts, filters, pins, moves or hides a column'], ['⏎ · F2 · Del', 'on a saved query: opens, renames, deletes'], [`${mod}F`, 'finds in the query'],
      ['← →', 'in a chart: moves along it and reads out; ⏎ on a dashboard filters by it'], [`Arrows · ${shift}arrows`, 'on a tile that is edited: move it · size it'], ['⏎ · ⌫', 'on a tile that is edited: opens it · takes it off'],
      [`${mod}Z · ${mod}${shift}Z`, 'undoes · does again, also what was done to a dashboard'], ['?', 'these keys'],
    ],
  },
};
