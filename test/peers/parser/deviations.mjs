// deviations.mjs: where ours is meant to differ from PostHog's parser, each by its name.
//
// - `ours: 'reads'` is for what PostHog's parser refuses and ours reads, `ours: 'refuses'` for the other way round.
// - `applies` sees {text, peer, ours}: the two answers; it must recognise this deviation and nothing else.

const UNIT = '(?:SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|QUARTER|YEAR|YYYY)';

const says = (start) => ({ peer }) => peer.message.startsWith(start);

export const DEVIATIONS = [
	{ name: "DATE '…'", ours: 'reads', applies: says('Unsupported rule: ColumnExprDate') },
	{ name: "TIMESTAMP '…'", ours: 'reads', applies: says('Unsupported rule: ColumnExprTimestamp') },
	{ name: 'SUBSTRING(… FROM …)', ours: 'reads', applies: says('Unsupported rule: ColumnExprSubstring') },
	{ name: 'SETTINGS', ours: 'reads', applies: says('Unsupported: SelectStmt.settingsClause()') },
	{ name: 'SAMPLE behind WHERE', ours: 'reads', applies: says('Unsupported: SelectStmt.sampleClause()') },
	{ name: 'several conditions of ON', ours: 'reads', applies: says('Unsupported: JOIN ... ON with multiple expressions') },
	// PostHog's lexer takes a name behind "<" for a tag if another name, ">" or "/" follows, whatever stands before.
	{ name: 'a comparison that looks like a tag', ours: 'reads', applies: ({ text }) => /<[A-Za-z_][\w-]*(?:[>/]|(?:\s|\uFEFF|#.*|--.*|\/\/.*|\/\*[^]*?\*\/)+[\w>/])/.test(text) },
	{ name: 'TOP n', ours: 'reads', applies: says('Unsupported: SelectStmt.topClause()') },
	{ name: 'ARRAY JOIN without an alias', ours: 'reads', applies: says('ARRAY JOIN arrays must have an alias') },
	{
		name: 'EXTRACT(unit FROM …)',
		ours: 'reads',
		applies: ({ text, peer }) => new RegExp(`\\bEXTRACT\\b[^(]*\\([^)]*?\\b${UNIT}\\b.*?\\bFROM\\b`, 'is').test(text) && /input|expecting/.test(peer.message),
	},
	{ name: 'digits that run into a letter', ours: 'refuses', applies: ({ ours }) => /number|digit/.test(ours.message) },
	{ name: 'expressions as placeholders', ours: 'refuses', applies: ({ ours }) => /dictionary/.test(ours.message + ours.detail) },
	{ name: 'empty names', ours: 'refuses', applies: ({ ours }) => /quoted name is empty/.test(ours.message) },
	{ name: 'full templates', ours: 'refuses', applies: ({ text, ours }) => ours.sqlstate === '0A000' && text.includes("F'") },
	{ name: 'tags', ours: 'refuses', applies: ({ ours }) => ours.sqlstate === '0A000' && /tag/i.test(ours.message) },
	{ name: 'Hog programs', ours: 'refuses', applies: ({ ours }) => ours.sqlstate === '0A000' && /Hog|block/.test(ours.message) },
];

/** The deviation that explains why one reads what the other refuses, or null. */
export function deviation(text, peer, ours) {
	const side = ours.error ? 'refuses' : 'reads';
	return DEVIATIONS.find((one) => one.ours === side && one.applies({ text, peer, ours })) ?? null;
}
