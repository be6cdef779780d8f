// expressions.mjs: a table of what an expression can be: name, weight, and who makes its tokens.
//
// - Each maker gets the generator and answers a list of tokens; `g.some(…)` is a smaller expression.
// - Weight is how often; the generator counts what it made by these names, and the run fails if one never came.
// - Operands are written without parentheses, whatever their level: who binds tighter is what is tested.

const UNITS = ['SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const COMPARISONS = ['=', '==', '!=', '<>', '<', '<=', '>', '>='];
const MATCHES = ['~', '=~', '!~', '~*', '=~*', '!~*'];
const TYPES = ['Int64', 'UInt8', 'String', 'Float64', 'DateTime', 'Date', 'UUID', 'JSON', 'Bool', 'int', 'bigint', 'text', 'varchar', 'numeric',
	'timestamp', 'time', 'interval', '`My Type`', 'day'];

/** A smaller expression in parentheses, or one that stays whole by itself, so that a bracket can follow. */
function base(g) {
	return g.random.chance(60) ? [g.names.name()] : ['(', ...g.some(), ')'];
}

function binary(operators) {
	return (g) => [...g.some(), g.random.pick(operators), ...g.some()];
}

function worded(...phrases) {
	return (g) => [...g.some(), ...g.words(g.random.pick(phrases)), ...g.some()];
}

/** Atoms need no smaller expression; they end every branch. */
export const ATOMS = {
	integer: [10, (g) => [g.names.integer()]],
	float: [4, (g) => [g.names.float()]],
	string: [8, (g) => [g.names.string()]],
	constantWord: [3, (g) => [g.names.constantWord()]],
	signedNumber: [2, (g) => [g.random.pick(['-', '-', '+']), g.random.chance(50) ? g.names.integer() : g.names.float()]],
	name: [16, (g) => [g.names.name()]],
	chain: [8, (g) => chain(g)],
	hardKeyword: [0.15, (g) => [g.names.hardKeyword()]],
	star: [0.6, () => ['*']],
	positional: [0.4, (g) => [`#${g.random.between(1, 9)}`]],
	placeholder: [2, (g) => ['{', ...chain(g), '}']],
};

export const EXPRESSIONS = {
	parentheses: [5, (g) => ['(', ...g.some(), ')']],
	call: [10, (g) => [g.names.functionName(), '(', ...argumentList(g), ')']],
	callWithParameters: [1.5, (g) => [g.names.functionName(), '(', ...g.maybeList(), ')', '(', ...aggregateArguments(g), ')', ...filter(g)]],
	aggregate: [2.5, (g) => [g.names.functionName(), '(', ...aggregateArguments(g), ')', ...filter(g)]],
	withinGroup: [0.5, (g) => [g.names.functionName(), '(', ...g.maybeList(), ')', ...g.words('WITHIN GROUP'), '(', ...g.orderBy(), ')']],
	window: [2, (g) => [...windowCall(g), ...filter(g), ...g.words('OVER'), '(', ...windowExpression(g), ')']],
	namedWindow: [1, (g) => [...windowCall(g), ...filter(g), ...g.words('OVER'), g.names.name()]],
	callOfExpression: [0.6, (g) => [...base(g), '(', ...g.maybeList(), ')', '(', ...g.maybeList(), ')', '(', ...g.maybeList(), ')']],
	callOfChain: [0.6, (g) => [...chain(g), '(', ...g.maybeList(), ')']],
	callOfSelect: [0.4, (g) => [g.names.functionName(), '(', ...g.subquery(), ')']],
	exists: [0.5, (g) => [...g.words('EXISTS'), '(', ...g.subquery(), ')']],
	subquery: [1.5, (g) => ['(', ...g.subquery(), ')']],
	element: [2, (g) => [...base(g), '[', ...g.some(), ']']],
	slice: [1, (g) => [...base(g), '[', ...(g.random.chance(70) ? g.some() : []), ':', ...(g.random.chance(70) ? g.some() : []), ']']],
	property: [1.5, (g) => ['(', ...g.some(), ')', '.', g.names.anyName()]],
	tupleElement: [1, (g) => [...base(g), '.', String(g.random.below(4))]],
	nullishProperty: [0.7, (g) => [...base(g), '?.', g.names.anyName()]],
	nullishElement: [0.5, (g) => [...base(g), '?.', '[', ...g.some(), ']']],
	nullishTupleElement: [0.4, (g) => [...base(g), '?.', String(g.random.below(4))]],
	typeCast: [2, (g) => [...g.some(), '::', g.random.pick(TYPES)]],
	zonedTypeCast: [0.3, (g) => [...g.some(), '::', 'timestamp', ...g.words(g.random.pick(['WITH TIME ZONE', 'WITH LOCAL TIME ZONE']))]],
	cast: [1, (g) => [...g.words('CAST'), '(', ...g.some(), ...g.words('AS'), ...castType(g), ')']],
	tryCast: [0.7, (g) => [...g.words('TRY_CAST'), '(', ...g.some(), ...g.words('AS'), ...castType(g), ')']],
	negation: [1.5, (g) => ['-', ...g.some()]],
	multiplication: [3, binary(['*', '/', '%'])],
	addition: [4, binary(['+', '-'])],
	concatenation: [2, binary(['||'])],
	comparison: [5, binary(COMPARISONS)],
	match: [1, binary(MATCHES)],
	like: [1.5, worded('LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE')],
	in: [2, worded('IN', 'NOT IN')],
	inCohort: [0.4, worded('IN COHORT', 'NOT IN COHORT')],
	inList: [1.5, (g) => [...g.some(), ...g.words(g.random.pick(['IN', 'NOT IN'])), '(', ...g.list(), ')']],
	inSubquery: [0.5, (g) => [...g.some(), ...g.words(g.random.pick(['IN', 'NOT IN'])), '(', ...g.subquery(), ')']],
	ignoreNulls: [0.4, (g) => [...g.some(), ...g.words('IGNORE NULLS')]],
	isNull: [1.5, (g) => [...g.some(), ...g.words(g.random.pick(['IS NULL', 'IS NOT NULL']))]],
	isDistinctFrom: [0.8, worded('IS DISTINCT FROM', 'IS NOT DISTINCT FROM')],
	nullish: [1.5, binary(['??'])],
	not: [1.5, (g) => [...g.words('NOT'), ...g.some()]],
	and: [4, worded('AND')],
	or: [3, worded('OR')],
	between: [1.5, (g) => [...g.some(), ...g.words(g.random.pick(['BETWEEN', 'NOT BETWEEN'])), ...g.some(), ...g.words('AND'), ...g.some()]],
	ternary: [1.2, (g) => [...g.some(), '?', ...g.some(), ':', ...g.some()]],
	alias: [1.2, (g) => ['(', ...g.some(), ...g.words('AS'), g.random.chance(80) ? g.names.anyName() : g.names.string(), ')']],
	bareAlias: [0.4, (g) => [...g.some(), ...g.words('AS'), g.names.plainName()]],
	caseWhen: [1, (g) => [...g.words('CASE'), ...whens(g), ...g.words('END')]],
	caseOf: [0.8, (g) => [...g.words('CASE'), ...g.some(), ...whens(g), ...g.words('END')]],
	interval: [1, (g) => [...g.words('INTERVAL'), ...g.some(), ...g.words(g.random.pick(UNITS))]],
	intervalString: [0.7, (g) => [...g.words('INTERVAL'), intervalText(g)]],
	trim: [0.5, (g) => [...g.words('TRIM'), '(', ...g.words(g.random.pick(['BOTH', 'LEADING', 'TRAILING'])), g.names.string(), ...g.words('FROM'), ...g.some(), ')']],
	template: [1.2, (g) => [template(g)]],
	array: [2, (g) => [...(g.random.chance(20) ? g.words('ARRAY') : []), '[', ...g.maybeList(), ']']],
	tuple: [2, (g) => ['(', ...g.some(), ',', ...g.maybeList(), ')']],
	dictionary: [1, (g) => ['{', ...pairs(g), '}']],
	lambda: [1.5, (g) => [...lambdaHead(g), '->', ...g.some()]],
	colonLambda: [0.5, (g) => [...g.words('LAMBDA'), ...g.commas(g.random.between(1, 3), () => [g.names.name()]), ':', ...g.some()]],
	namedArgument: [0.6, (g) => [g.names.name(), ':=', ...g.some()]],
	qualifiedStar: [0.6, (g) => [...chain(g, 2), '.', '*', ...(g.random.chance(40) ? exclude(g) : [])]],
	starExclude: [0.4, (g) => ['*', ...exclude(g)]],
	columnsRegex: [0.4, (g) => [...g.words('COLUMNS'), '(', g.names.string(), ')']],
	columnsList: [0.4, (g) => [...g.words('COLUMNS'), '(', ...g.list(), ')']],
	columnsStar: [0.6, (g) => [...g.words('COLUMNS'), '(', ...(g.random.chance(50) ? [g.names.name(), '.'] : []), '*', ...starChanges(g), ')']],
	starReplace: [0.4, (g) => ['(', '*', ...(g.random.chance(40) ? exclude(g) : []), ...replace(g), ')']],
	spreadColumns: [0.4, (g) => ['*', ...g.words('COLUMNS'), '(', ...(g.random.chance(50) ? [g.names.string()] : g.list()), ')']],
	dateConstant: [0.1, (g) => [...g.words(g.random.pick(['DATE', 'TIMESTAMP'])), g.names.string()]],
	substringFrom: [0.1, (g) => [...g.words('SUBSTRING'), '(', ...g.some(), ...g.words('FROM'), ...g.some(), ...(g.random.chance(50) ? [...g.words('FOR'), ...g.some()] : []), ')']],
	extract: [0.1, (g) => [...g.words('EXTRACT'), '(', ...g.words(g.random.pick(UNITS)), ...g.words('FROM'), ...g.some(), ')']],
	unaryPlus: [0.1, (g) => ['+', ...g.some()]],
};

/** a.b.c */
function chain(g, longest = 4) {
	const tokens = [g.random.chance(95) ? g.names.name() : g.names.plainName()];
	for (let left = g.random.below(longest); left > 0; left--) tokens.push('.', g.names.anyName());
	return tokens;
}

function argumentList(g) {
	if (g.random.chance(10)) return [];
	return g.list();
}

function aggregateArguments(g) {
	const tokens = g.random.chance(30) ? g.words('DISTINCT') : [];
	tokens.push(...(g.random.chance(90) ? g.list() : []));
	if (g.random.chance(25)) tokens.push(...g.orderBy());
	return tokens;
}

function filter(g) {
	return g.random.chance(25) ? [...g.words('FILTER'), '(', ...g.words('WHERE'), ...g.some(), ')'] : [];
}

function windowCall(g) {
	const tokens = [g.names.functionName(), '(', ...g.maybeList(), ')'];
	if (g.random.chance(15)) tokens.push('(', ...(g.random.chance(30) ? g.words('DISTINCT') : []), ...g.maybeList(), ')');
	return tokens;
}

export function windowExpression(g) {
	const tokens = [];
	if (g.random.chance(60)) tokens.push(...g.words('PARTITION BY'), ...g.list());
	if (g.random.chance(60)) tokens.push(...g.orderBy());
	if (g.random.chance(40)) tokens.push(...frame(g));
	return tokens;
}

function frame(g) {
	const kind = g.words(g.random.pick(['ROWS', 'RANGE']));
	if (g.random.chance(40)) return [...kind, ...frameBound(g)];
	return [...kind, ...g.words('BETWEEN'), ...frameBound(g), ...g.words('AND'), ...frameBound(g)];
}

function frameBound(g) {
	const direction = g.words(g.random.pick(['PRECEDING', 'FOLLOWING']));
	switch (g.random.below(4)) {
		case 0: return g.words('CURRENT ROW');
		case 1: return [...g.words('UNBOUNDED'), ...direction];
		case 2: return [g.names.integer(), ...direction];
		default: return [...g.some(), ...direction];
	}
}

function whens(g) {
	const tokens = [];
	for (let left = g.random.between(1, 3); left > 0; left--) {
		tokens.push(...g.words('WHEN'), ...g.some(), ...g.words('THEN'), ...g.some());
	}
	if (g.random.chance(60)) tokens.push(...g.words('ELSE'), ...g.some());
	return tokens;
}

function intervalText(g) {
	const { random } = g;
	const unit = random.pick(UNITS);
	const number = random.chance(97) ? String(random.below(40)) : random.pick(['-1', '1.5', '', 'x', '99999999999']);
	const spelt = random.chance(97) ? unit.toLowerCase() : unit;
	return `'${number}${random.chance(98) ? ' ' : random.pick(['', '  '])}${spelt}${random.chance(40) ? 's' : ''}'`;
}

/** A template is one token: what is in its braces is written down in place. */
function template(g) {
	let text = random_prefix(g);
	for (let left = g.random.below(3); left > 0; left--) {
		text += g.names.stringText('{').replaceAll('}', '') + (g.random.chance(10) ? '\\{' : '');
		if (g.random.chance(70)) text += `{${g.spelled(g.some())}}`;
	}
	return `${text}'`;
}

function random_prefix(g) {
	return g.random.chance(98) ? "f'" : "F'";
}

function pairs(g) {
	const tokens = g.commas(g.random.below(4), () => [...(g.random.chance(60) ? [g.names.string()] : g.some()), ':', ...g.some()]);
	return tokens.length > 0 && g.random.chance(10) ? [...tokens, ','] : tokens;
}

function lambdaHead(g) {
	if (g.random.chance(50)) return [g.names.name()];
	const names = g.commas(g.random.below(4), () => [g.names.name()]);
	if (names.length > 0 && g.random.chance(10)) names.push(',');
	return ['(', ...names, ')'];
}

export function castType(g, deep = 0) {
	const { random } = g;
	if (deep > 1 || random.chance(45)) return [random.pick(TYPES)];
	switch (random.below(8)) {
		case 0: return [...castType(g, deep + 1), '[', ...(random.chance(30) ? ['3'] : []), ']'];
		case 1: return ['Decimal', '(', '10', ',', '2', ')'];
		case 2: return [random.pick(['FixedString', 'DateTime64', 'varchar']), '(', g.names.integer(), ')'];
		case 3: return ['Tuple', '(', ...g.commas(random.between(1, 3), () => castType(g, deep + 1)), ')'];
		case 4: return ['Nested', '(', ...g.commas(random.between(1, 2), () => [g.names.plainName(), ...castType(g, deep + 1)]), ')'];
		case 5: return random.chance(80) ? [random.pick(TYPES)] : ['Enum8', '(', ...g.commas(random.between(1, 3), () => [g.names.string(), '=', g.names.integer()]), ')'];
		case 6: return [random.pick(['double', 'timestamp']), random.pick(['precision', 'with', 'time'])];
		default: return [random.pick(['Array', 'Nullable', 'LowCardinality']), '(', ...castType(g, deep + 1), ')'];
	}
}

function exclude(g) {
	return [...g.words('EXCLUDE'), '(', ...g.commas(g.random.between(1, 3), () => chain(g, 2)), ')'];
}

function replace(g) {
	return [...g.words('REPLACE'), '(', ...g.commas(g.random.between(1, 2), () => [...g.some(), ...g.words('AS'), g.names.plainName()]), ')'];
}

function starChanges(g) {
	return [...(g.random.chance(50) ? exclude(g) : []), ...(g.random.chance(50) ? replace(g) : [])];
}
