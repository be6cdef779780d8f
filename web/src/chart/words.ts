// words.ts: what charts say to people. It comes with them, as the first screen has none.
import { count } from '../lib/format';
import { plural } from '../text';
import type { ChartType } from './document';

export const words = {
  none: 'Nothing to draw', noneHint: 'A chart needs rows and a column of numbers.', settings: 'Chart settings', type: 'Chart', x: 'Across', y: 'Up', series: 'One line per', seriesOf: 'Colour', rows: 'Down', value: 'Number', before: 'Number before', trend: 'Over', size: 'Size',
  no: 'nothing', all: 'all numbers', stack: 'Several', stacks: { side: 'Beside each other', stack: 'On each other', percent: 'As parts of 100 %' }, flat: 'As lines', zero: 'Start at zero', sort: 'Order',
  sorts: { '': 'of the query', down: 'largest first', up: 'smallest first', name: 'by name' }, format: 'Number as',
  formats: { '': '1,234.5678', plain: '1234.5678', 0: '1,235', 1: '1,234.6', 2: '1,234.57', percent: '12.3 % of 0.123' } as Record<string, string>,
  additive: 'Add the rest up as “other”', additiveHint: 'Right for counts and sums, wrong for averages.', colours: 'Colours', colourOf: (name: string) => `Colour of ${name}`,
  colourNames: { c1: 'petrol', c2: 'ochre', c3: 'violet', c4: 'rose', c5: 'green', c6: 'terracotta', c7: 'sky', c8: 'brown', c9: 'blue', c10: 'stone' } as Record<string, string>, inOrder: 'in order', add: 'Add a number', takeOff: (name: string) => `Take ${name} off`,
  table: 'Table', tableOf: (title: string) => `Table of ${title}`, picture: 'Chart', moves: '←→ moves', reset: 'As it was offered', drawing: 'Drawing',
  types: { number: 'Big number', line: 'Line', area: 'Stacked area', bar: 'Bars', row: 'Horizontal bars', pie: 'Pie', scatter: 'Scatter', heatmap: 'Heatmap', table: 'Table' } satisfies Record<ChartType, string> as Record<string, string>,
  because: (type: string, shape: string) => `${type}: chosen because the result is ${shape}.`,
  by: (y: string, x: string, series: string | null) => `${y} by ${x}${series ? `, by ${series}` : ''}`,
  gone: (name: string) => `${name}: not in this result`, noNumber: (name: string) => `${name}: not a number here`,
  later: (what: string) => `This chart is of a later version of MetaHog (“${what}”). It is kept as it is; this is its table.`,
  partly: (what: string) => `A later version of MetaHog set “${what}”, which this one does not know. It is kept.`,
  lacking: 'The chart waits for what is missing. This is the table.',
  left: (lines: number, values: number) => `The first ${lines} names are drawn, ${plural(values, 'value', 'values')} of others ${values === 1 ? 'is' : 'are'} not`,
  hidden: (values: number) => `${plural(values, 'value', 'values')} drawn over by a later row of the same place`,
  sampled: (points: number) => `A sample of ${count(points)} points is drawn`,
  leftPoints: (rows: number) => `${plural(rows, 'row', 'rows')} without a place ${rows === 1 ? 'is' : 'are'} not drawn`,
  manyParts: (parts: number) => `${count(parts)} parts are too many for a pie`, negativeParts: 'A pie has no part below zero', negativeShares: 'What is below zero has no share of 100 %: stacked as it is',
  on: (before: string) => `on ${before} before`, noRows: 'No rows', noRowsHint: 'The query ran and found none.', firstRows: (n: number, of: number) => `The first ${count(n)} of ${count(of)} fetched rows`,
  summary: (type: string, places: number, lines: string[]) => `${type}, ${plural(places, 'place', 'places')}${lines.length > 0 ? `: ${lines.join(', ')}` : ''}`,
  value_at: (place: string, values: string[]) => `${place}: ${values.join(', ')}`,
};
