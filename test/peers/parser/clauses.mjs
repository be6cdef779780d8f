// clauses.mjs: tables of what stands in a query around its expressions: tables, joins, clauses, sets.
//
// - As in expressions.mjs: name, weight, maker; what has a percentage is there that often.

import { windowExpression } from './expressions.mjs';

const SIDES = ['LEFT', 'RIGHT', 'LEFT OUTER', 'RIGHT OUTER', 'FULL', 'FULL OUTER'];
const STRICTNESS = ['ANY', 'ALL', 'ASOF', 'SEMI', 'ANTI'];

export const TABLES = {
	table: [10, (g) => tableName(g)],
	tableFunction: [1.5, (g) => [g.random.pick(['numbers', 'generateSeries', g.names.name()]), '(', ...g.maybeList(), ')']],
	derived: [2, (g) => ['(', ...g.subquery(), ')']],
	values: [0.8, (g) => ['(', ...g.words('VALUES'), ...g.commas(g.random.between(1, 3), () => ['(', ...g.list(false), ')']), ')']],
	tablePlaceholder: [0.5, (g) => ['{', g.names.plainName(), '}']],
	joinInParentheses: [0.5, (g) => ['(', ...g.from(), ')']],
	pivot: [0.6, (g) => [...tableName(g), ...pivot(g)]],
	unpivot: [0.6, (g) => [...tableName(g), ...unpivot(g)]],
};

export const JOINS = {
	join: [4, (g) => joined(g, g.words('JOIN'), 95)],
	inner: [2, (g) => joined(g, [...withStrictness(g, g.words('INNER')), ...g.words('JOIN')], 95)],
	outer: [5, (g) => joined(g, [...withStrictness(g, g.words(g.random.pick(SIDES))), ...g.words('JOIN')], 95)],
	strict: [1.5, (g) => joined(g, g.words(`${g.random.pick(STRICTNESS)} JOIN`), 95)],
	asofSemi: [0.3, (g) => joined(g, g.words(`ASOF ${g.random.pick(['SEMI', 'ANTI'])} ${g.random.pick(['', 'LEFT ', 'RIGHT OUTER '])}JOIN`), 95)],
	natural: [0.6, (g) => joined(g, [...g.words('NATURAL'), ...(g.random.chance(50) ? g.words(g.random.pick(SIDES)) : []), ...g.words('JOIN')], 10)],
	positionalJoin: [0.3, (g) => joined(g, g.words('POSITIONAL JOIN'), 10)],
	cross: [1.2, (g) => [...g.words('CROSS JOIN'), ...g.table()]],
	comma: [1.5, (g) => [',', ...g.table()]],
};

/** In their order; each with how many of a hundred queries have it. */
export const CLAUSES = {
	arrayJoin: [7, (g) => [...g.words(g.random.pick(['ARRAY JOIN', 'LEFT ARRAY JOIN', 'INNER ARRAY JOIN'])), ...g.commas(g.random.between(1, 2), () => arrayJoinItem(g))]],
	prewhere: [4, (g) => [...g.words('PREWHERE'), ...g.some()]],
	where: [40, (g) => [...g.words('WHERE'), ...g.some()]],
	usingSample: [0.6, (g) => [...(g.random.chance(50) ? g.words('USING') : []), ...sample(g)]],
	groupBy: [22, (g) => [...groupBy(g), ...modifiers(g)]],
	having: [10, (g) => [...g.words('HAVING'), ...g.some()]],
	qualify: [6, (g) => [...g.words('QUALIFY'), ...g.some()]],
	windowClause: [6, (g) => [...g.words('WINDOW'), ...g.commas(g.random.between(1, 2), () => [g.names.name(), ...g.words('AS'), '(', ...windowExpression(g), ')'])]],
	orderBy: [25, (g) => [...g.orderBy(true), ...(g.random.chance(5) ? interpolate(g) : [])]],
	limitBy: [8, (g) => [...g.words('LIMIT'), ...limitNumbers(g), ...g.words('BY'), ...g.list()]],
	limit: [25, (g) => limit(g)],
	settings: [0.6, (g) => [...g.words('SETTINGS'), ...g.commas(g.random.between(1, 2), () => [g.names.plainName(), '=', g.names.integer()])]],
};

export const SET_OPERATORS = ['UNION', 'UNION ALL', 'UNION DISTINCT', 'EXCEPT', 'EXCEPT ALL', 'INTERSECT', 'INTERSECT ALL', 'INTERSECT DISTINCT'];

export const CTES = {
	cte: [6, (g) => [g.names.name(), ...g.words('AS'), '(', ...g.subquery(), ')']],
	cteColumns: [1.5, (g) => [g.names.name(), '(', ...g.commas(g.random.between(1, 3), () => [g.names.name()]), ')', ...g.words('AS'), '(', ...g.subquery(), ')']],
	cteMaterialized: [1, (g) => [g.names.name(), ...g.words(g.random.pick(['AS MATERIALIZED', 'AS NOT MATERIALIZED'])), '(', ...g.subquery(), ')']],
	cteUsingKey: [0.2, (g) => [g.names.name(), ...g.words('USING KEY'), '(', g.names.plainName(), ')', ...g.words('AS'), '(', ...g.subquery(), ')']],
	cteExpression: [3, (g) => [...g.some(), ...g.words('AS'), g.names.name()]],
	cteScalar: [1, (g) => ['(', ...g.subquery(), ')', ...g.words('AS'), g.names.name()]],
};

function tableName(g) {
	const tokens = [g.names.name()];
	for (let left = g.random.chance(25) ? g.random.between(1, 3) : 0; left > 0; left--) tokens.push('.', g.names.anyName());
	return tokens;
}

/** A table with its alias, FINAL and SAMPLE. */
export function tableWithAlias(g, tokens) {
	const { random } = g;
	if (random.chance(30)) {
		tokens.push(...(random.chance(60) ? [...g.words('AS'), g.names.anyName()] : [random.chance(85) ? g.names.plainName() : random.pick(['date', 'first', 'id', 'key'])]));
		if (random.chance(12)) tokens.push('(', ...g.commas(random.between(1, 3), () => [g.names.plainName()]), ')');
	}
	if (random.chance(3)) tokens.push(...g.words('FINAL'));
	if (random.chance(3)) tokens.push(...sample(g));
	return tokens;
}

function sample(g) {
	const tokens = [...g.words('SAMPLE'), ...ratio(g)];
	if (g.random.chance(20)) tokens.push('%');
	if (g.random.chance(30)) tokens.push(...g.words('OFFSET'), ...ratio(g));
	if (g.random.chance(10)) tokens.push('(', g.names.plainName(), ')');
	return tokens;
}

function ratio(g) {
	if (g.random.chance(15)) return ['{', g.names.plainName(), '}'];
	return [g.random.chance(50) ? g.names.integer() : g.names.float(), ...(g.random.chance(40) ? ['/', g.names.integer()] : [])];
}

function withStrictness(g, side) {
	if (g.random.chance(60)) return side;
	const strictness = g.words(g.random.pick(STRICTNESS));
	return g.random.chance(50) ? [...strictness, ...side] : [...side, ...strictness];
}

function joined(g, kind, constrained) {
	return [...kind, ...g.table(), ...(g.random.chance(constrained) ? constraint(g) : [])];
}

function constraint(g) {
	switch (g.random.below(4)) {
		case 0: return [...g.words('USING'), '(', ...g.commas(g.random.between(1, 2), () => [g.names.name()]), ')'];
		case 1: return [...g.words('USING'), ...g.commas(g.random.between(1, 2), () => [g.names.plainName()])];
		case 2: return [...g.words('ON'), ...g.some(), ...(g.random.chance(10) ? [',', ...g.some()] : [])];
		default: return [...g.words('ON'), ...g.some()];
	}
}

function pivot(g) {
	const columns = [];
	for (let left = g.random.between(1, 2); left > 0; left--) {
		// A list in parentheses behind the first column would be read as a call of its values.
		columns.push(...(columns.length > 0 ? [g.names.plainName()] : tupleOrOne(g)), ...g.words('IN'), '(', ...g.list(), ')');
	}
	const group = g.random.chance(30) ? [...g.words('GROUP BY'), ...g.list()] : [];
	return [...g.words('PIVOT'), '(', ...g.list(), ...g.words('FOR'), ...columns, ...group, ')'];
}

function unpivot(g) {
	const one = () => [...tupleOrOne(g), ...g.words('FOR'), ...tupleOrOne(g), ...g.words('IN'), '(', ...g.list(), ')'];
	return [...g.words(g.random.chance(30) ? 'UNPIVOT INCLUDE NULLS' : 'UNPIVOT'), '(', ...g.commas(g.random.chance(85) ? 1 : 2, one), ')'];
}

function tupleOrOne(g) {
	return g.random.chance(20) ? ['(', g.names.plainName(), ',', g.names.plainName(), ')'] : [g.names.plainName()];
}

function arrayJoinItem(g) {
	return [...g.some(), ...(g.random.chance(95) ? [...g.words('AS'), g.names.name()] : [])];
}

function groupBy(g) {
	const start = g.words('GROUP BY');
	switch (g.random.below(8)) {
		case 0: return [...start, ...g.words('ALL')];
		case 1: return [...start, ...g.words(g.random.pick(['CUBE', 'ROLLUP'])), '(', ...g.list(), ')'];
		case 2: return [...start, ...g.words('GROUPING SETS'), '(', ...g.commas(g.random.between(1, 3), () => ['(', ...g.maybeList(), ')']), ')'];
		default: return [...start, ...g.list()];
	}
}

function modifiers(g) {
	const tokens = g.random.chance(10) ? g.words(g.random.pick(['WITH CUBE', 'WITH ROLLUP'])) : [];
	return g.random.chance(10) ? [...tokens, ...g.words('WITH TOTALS')] : tokens;
}

export function orderItem(g, filled) {
	const { random } = g;
	const tokens = g.some();
	if (random.chance(45)) tokens.push(...g.words(random.pick(['ASC', 'DESC', 'ASCENDING', 'DESCENDING'])));
	if (random.chance(15)) tokens.push(...g.words(random.pick(['NULLS FIRST', 'NULLS LAST'])));
	if (random.chance(5)) tokens.push(...g.words('COLLATE'), g.names.string());
	if (filled && random.chance(10)) tokens.push(...fill(g));
	return tokens;
}

function fill(g) {
	const tokens = g.words('WITH FILL');
	for (const part of ['FROM', 'TO', 'STEP']) {
		if (g.random.chance(60)) tokens.push(...g.words(part), ...g.some());
	}
	return tokens;
}

function interpolate(g) {
	const tokens = g.words('INTERPOLATE');
	if (g.random.chance(50)) tokens.push('(', ...g.commas(g.random.between(1, 2), () => [g.names.plainName(), ...g.words('AS'), ...g.some()]), ')');
	return tokens;
}

function limitNumbers(g) {
	switch (g.random.below(4)) {
		case 0: return [...g.some(), ',', ...g.some()];
		case 1: return [...g.some(), ...g.words('OFFSET'), ...g.some()];
		default: return [g.names.integer()];
	}
}

export function limit(g) {
	const { random } = g;
	const number = random.chance(75) ? [g.names.integer()] : g.some();
	const percent = random.chance(8) ? ['%'] : [];
	const ties = random.chance(10) ? g.words('WITH TIES') : [];
	switch (random.below(6)) {
		case 0: return [...g.words('LIMIT'), ...number, ...percent, ',', ...g.some(), ...ties];
		case 1: return [...g.words('LIMIT'), ...number, ...percent, ...ties, ...g.words('OFFSET'), ...g.some()];
		case 2: return [...g.words('OFFSET'), ...number];
		default: return [...g.words('LIMIT'), ...number, ...percent, ...ties];
	}
}
