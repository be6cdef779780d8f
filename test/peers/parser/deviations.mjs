// deviations.mjs: where ours is meant to differ from PostHog's parser, each by its name.
//
// - `ours: 'reads'` is for what PostHog's parser refuses and ours reads, 'refuses' for the other way round, 'differs' where
//   both read it.
// - `applies` sees {text, peer, ours, found}: the two answers and where they differ first; it must recognise this deviation
//   and nothing else.

const UNIT = '(?:SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|QUARTER|YEAR|YYYY)';
const HARD = new Set(('AND AS ASC BETWEEN BY CASE CROSS DESC DISTINCT ELSE END EXCEPT FROM FULL GROUP HAVING ILIKE IN INNER INTERSECT IS JOIN LEFT LIKE LIMIT ' +
	'NOT OFFSET ON OR ORDER PREWHERE QUALIFY RIGHT SELECT SETTINGS THEN UNION USING WHEN WHERE WINDOW WITH').split(' '));

const says = (start) => ({ peer }) => peer.message.startsWith(start);

/** Is there a node for which `test` is true? */
function any(node, test) {
	if (node === null || typeof node !== 'object') return false;
	return test(node) || Object.values(node).some((inner) => any(inner, test));
}

/** How many columns and calls are there of this name, in any case? */
function countNames(tree, name) {
	let count = 0;
	any(tree, (node) => {
		const named = node.node === 'Call' ? node.name : node.node === 'Field' ? node.chain[0] : null;
		if (String(named).toUpperCase() === name) count++;
		return false;
	});
	return count;
}

const hasField = (tree, test) => any(tree, (node) => node.node === 'Field' && node.chain.length === 1 && test(String(node.chain[0])));

const isLargeConcat = (node) => node.node === 'Call' && node.name === 'concat' && Boolean(node.params || node.distinct || node.order_by || node.filter_expr || node.within_group);

export const DEVIATIONS = [
	{ name: "DATE '…'", ours: 'reads', applies: says('Unsupported rule: ColumnExprDate') },
	{ name: "TIMESTAMP '…'", ours: 'reads', applies: says('Unsupported rule: ColumnExprTimestamp') },
	{ name: 'SUBSTRING(… FROM …)', ours: 'reads', applies: says('Unsupported rule: ColumnExprSubstring') },
	// It is the resolver that refuses these, with a word about why.
	{ name: 'SETTINGS', ours: 'reads', applies: says('Unsupported: SelectStmt.settingsClause()') },
	{ name: 'SAMPLE behind WHERE', ours: 'reads', applies: says('Unsupported: SelectStmt.sampleClause()') },
	{ name: 'several conditions of ON', ours: 'reads', applies: says('Unsupported: JOIN ... ON with multiple expressions') },
	// PostHog's lexer takes a name behind "<" for a tag if another name, ">" or "/" follows, whatever stands before.
	{ name: 'a comparison that looks like a tag', ours: 'reads', applies: ({ text }) => /<\/|<[A-Za-z_][\w-]*(?:[>/]|(?:\s|\uFEFF|#.*|--.*|\/\/.*|\/\*[^]*?\*\/)+[\w>/])/.test(text) },
	{ name: 'TOP n', ours: 'reads', applies: says('Unsupported: SelectStmt.topClause()') },
	{ name: 'DISTINCT in a call with OVER', ours: 'reads', applies: ({ text, peer }) => /\(\s*DISTINCT\b.*\bOVER\b/is.test(text) && /input|expecting/.test(peer.message) },
	{ name: 'ARRAY JOIN without an alias', ours: 'reads', applies: says('ARRAY JOIN arrays must have an alias') },
	{
		name: 'EXTRACT(unit FROM …)',
		ours: 'reads',
		applies: ({ text, peer }) => new RegExp(`\\bEXTRACT\\b[^(]*\\([^)]*?\\b${UNIT}\\b.*?\\bFROM\\b`, 'is').test(text) && /input|expecting/.test(peer.message),
	},
	{ name: 'units in upper case', ours: 'reads', applies: ({ text, peer }) => /^Unsupported interval unit: [A-Z]+S?$/i.test(peer.message) && !/unit: [a-z]+$/.test(peer.message) && text.includes("'") },
	{ name: 'a comparison that looks like a tag, read as one', ours: 'differs', applies: ({ text, peer }) => /<[A-Za-z_]/.test(text) && any(peer, (node) => node.node === 'HogQLXTag') },
	{ name: 'digits that run into a letter', ours: 'refuses', applies: ({ ours }) => /number|digit/.test(ours.message) },
	// There, a slash and a star.
	{ name: 'an unterminated comment', ours: 'refuses', applies: ({ ours }) => ours.message === 'unterminated comment' },
	{ name: 'expressions as placeholders', ours: 'refuses', applies: ({ ours }) => /dictionary/.test(ours.message + ours.detail) },
	{ name: 'empty names', ours: 'refuses', applies: ({ ours }) => /quoted name is empty/.test(ours.message) },
	{ name: 'full templates', ours: 'refuses', applies: ({ text, ours }) => ours.sqlstate === '0A000' && text.includes("F'") },
	{ name: 'tags', ours: 'refuses', applies: ({ ours }) => ours.sqlstate === '0A000' && /tag/i.test(ours.message) },
	{ name: 'Hog programs', ours: 'refuses', applies: ({ ours }) => ours.sqlstate === '0A000' && /Hog|block/.test(ours.message) },
	// Such a word is a column only where nothing else can follow.
	{ name: 'a keyword as a column', ours: 'refuses', applies: ({ peer, ours }) => ours.sqlstate === '42601' && hasField(peer, (name) => HARD.has(name.toUpperCase())) },
	// f(SELECT - 1), f(SELECT(a)), CASE WHEN * THEN(a) …: what looks like a query or a WHEN is one.
	{ name: 'a keyword that may be a column', ours: 'differs', applies: ({ peer, ours }) => [...HARD].some((word) => countNames(peer, word) > countNames(ours, word)) },
	// PostHog's parser gives what comes again, or out of its order, to the set, or has it take the place of the first, or drops it.
	{ name: 'ORDER BY, LIMIT or OFFSET behind LIMIT or OFFSET', ours: 'refuses', applies: ({ text, ours }) => /near "(?:ORDER|LIMIT|OFFSET)"/i.test(ours.message) && /end of the query|behind a subquery/.test(ours.detail) && /\b(?:LIMIT|OFFSET|ORDER)\b.*\b(?:LIMIT|OFFSET|ORDER)\b/is.test(text) },
	// There, a property of the name and a call of it.
	{ name: 'FROM (…) behind a point', ours: 'refuses', applies: ({ text }) => /\d\.\s*FROM\s*\(/i.test(text) },
	// There it is flattened into the || before it, and loses its ORDER BY and FILTER.
	{ name: 'concat with more than arguments', ours: 'differs', applies: ({ ours }) => any(ours, isLargeConcat) },
	// `00.50` is a number; there, element 50 of 0.
	{ name: 'leading zeros before a point', ours: 'differs', applies: ({ text, found }) => /(^|\W)0\d+\./.test(text) && /\/(index|tuple|node|value)$/.test(found.path) },
	{ name: 'leading zeros beside a point', ours: 'reads', applies: ({ text }) => /(^|\W)0\d+\.|\.\s*0\d/.test(text) },
	{ name: 'INTERPOLATE (a AS false)', ours: 'reads', applies: ({ text, peer }) => /INTERPOLATE/i.test(text) && / cannot be an alias/.test(peer.message) },
	// It calls a function named *.
	{ name: 'a call of a star', ours: 'differs', applies: ({ peer }) => any(peer, (node) => node.node === 'Call' && node.name === '*') },
	{ name: 'a negative count in the text of an interval', ours: 'reads', applies: says("Unsupported interval count: '-") },
	{ name: 'a comma behind the last value of a row', ours: 'reads', applies: ({ text, peer }) => /\bVALUES\b[^]*,\s*\)/i.test(text) && /viable/.test(peer.message) },
	{ name: 'a comma behind the last column alias', ours: 'reads', applies: ({ peer }) => /, ?\)'$/.test(peer.message) },
];

/** The deviation that explains why one reads what the other refuses, or what `found` says differs; or null. */
export function deviation(text, peer, ours, found) {
	const side = found ? 'differs' : ours.error ? 'refuses' : 'reads';
	return DEVIATIONS.find((one) => one.ours === side && one.applies({ text, peer, ours, found })) ?? null;
}
