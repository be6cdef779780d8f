// lexemes.mjs: random words of HogQL: names, numbers, strings, keywords, and the text between them.
//
// A query is first a list of tokens; `spell` writes it down, with white space and comments where they may stand.

const NAMES = ['a', 'b', 'c', 'x', 'y', 'event', 'events', 'person', 'properties', 'timestamp', 'id', 'date', 'key', 'name', 'first',
	'last', 'day', 'value', 'values', '$browser', '_x1', 'A', 'Event', 'interval', 'final', 'time', 'zone', 'row', 'rows', 'sets', 'filter',
	'top', 'to', 'totals', 'ties', 'year', 'hour', 'range', 'sample', 'replace', 'columns', 'any', 'all', 'semi', 'over', 'lambda', 'if',
	'trim', 'cast', 'current', 'local', 'nulls', 'return', 'cohort', 'grouping', 'truncate', 'asof'];
// Keywords that are never a name.
const NEVER_NAMES = ['within', 'except', 'intersect', 'let', 'fn', 'fun', 'try', 'catch', 'throw', 'while', 'materialized', 'finally'];
const PLAIN_NAMES = ['a', 'b', 'c', 'x', 'y', 'event', 'events', 'person', 'properties', '$browser', '_x1', 'A', 'Event', 'uuid', 'distinct_id'];
const FUNCTIONS = ['f', 'g', 'toInt', 'count', 'sum', 'countIf', 'arrayMap', 'concat', 'coalesce', 'if', 'left', 'right', 'date', 'any', 'min',
	'replace', 'range', 'extract', 'substring', 'trim', 'values', 'toStartOfInterval', 'in', 'not', 'and', 'or', 'like', 'exists', 'interval',
	'day', 'timestamp', 'grouping', 'columns', 'filter', 'array', 'all', 'lambda'];
// Those that are columns only where nothing else fits.
const HARD_KEYWORDS = ['and', 'as', 'asc', 'between', 'by', 'case', 'cross', 'desc', 'distinct', 'else', 'end', 'from', 'full', 'group',
	'having', 'ilike', 'in', 'inner', 'is', 'join', 'left', 'like', 'limit', 'not', 'offset', 'on', 'or', 'order',
	'prewhere', 'qualify', 'right', 'select', 'settings', 'then', 'union', 'using', 'when', 'where', 'window', 'with'];
const QUOTED = ['"a b"', '`a b`', '"é"', '`日本`', '"x""y"', '`x``y`', '"t\\n"', '`select`', '"from"', '`a.b`', '"\\\\"', '`-`', '"🎉"', "`it's`"];
const INTEGERS = ['0', '1', '2', '3', '7', '10', '42', '100', '007', '0x1F', '0Xff', '0b101', '0B1', '1234567890', '9223372036854775807',
	'9223372036854775808', '123456789012345678901234567890', '00', '08', '0x0'];
const FLOATS = ['1.5', '.5', '5.', '0.1', '1e3', '1E-3', '2.5e+10', '.5e2', '3.e2', '1e400', '1e-400', '123456789.123456789', '0.30000000000000004',
	'1e21', '1e22', '100000000000000000000.0', '0.000001', '0.0000001', '0.50'];
const CONSTANT_WORDS = ['inf', 'nan', 'Infinity', 'NaN', 'INF', 'infinity', 'true', 'false', 'TRUE', 'False', 'null', 'NULL', 'Null'];
const PIECES = ['a', 'text', ' ', "''", "\\'", '\\\\', '\\n', '\\t', '\\r', '\\b', '\\f', '\\a', '\\v', '\\0', '\\x41', '\\N', '\\T', 'é', '日本', '🎉',
	'"', '`', '%', '_', '{', '}', '--', '/*', '//', '#', '\n', '?', '$', '2020-01-01', '\u00a0', '10'];
const SPACES = [' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', '\n', '\t', '  ', '\r\n'];
const RARE_SPACES = [' /* c */ ', '/**/', ' -- c\n', ' // c\n', ' # c\n', '\u00a0', '\u3000', '\ufeff', '\u2028', '\v', '\f', '/* \' " */', '/* a\nb * / */',
	'--\n', '\u0085', ' #\n'];

/** Keywords are written in any case. */
function word(random, text) {
	if (random.chance(70)) return text;
	if (random.chance(50)) return text.toLowerCase();
	return [...text].map((letter) => (random.chance(50) ? letter.toLowerCase() : letter)).join('');
}

export class Lexemes {
	constructor(random) {
		this.random = random;
	}

	/** `keywords('GROUP BY')`: the tokens of it. */
	keywords(text) {
		return text.split(' ').map((part) => word(this.random, part));
	}

	name() {
		const { random } = this;
		if (random.chance(60)) return random.pick(PLAIN_NAMES);
		if (random.chance(12)) return random.pick(QUOTED);
		if (random.chance(0.5)) return random.pick(NEVER_NAMES);
		return random.chance(90) ? random.pick(NAMES) : word(random, random.pick(NAMES).toUpperCase());
	}

	/** A name that is no keyword. */
	plainName() {
		return this.random.chance(85) ? this.random.pick(PLAIN_NAMES) : this.random.pick(QUOTED);
	}

	/** A name where any keyword may stand: behind a dot, behind AS. */
	anyName() {
		return this.random.chance(75) ? this.name() : word(this.random, this.random.pick(HARD_KEYWORDS).toUpperCase());
	}

	hardKeyword() {
		return word(this.random, this.random.pick(HARD_KEYWORDS).toUpperCase());
	}

	functionName() {
		return this.random.chance(92) ? this.random.pick(FUNCTIONS) : this.anyName();
	}

	integer() {
		return this.random.chance(80) ? String(this.random.below(20)) : this.random.pick(INTEGERS);
	}

	float() {
		return this.random.pick(FLOATS);
	}

	constantWord() {
		return this.random.pick(CONSTANT_WORDS);
	}

	/** What stands between two quotes. */
	stringText(except = '') {
		let text = '';
		for (let left = this.random.below(4); left > 0; left--) {
			const piece = this.random.pick(PIECES);
			if (!except || !piece.includes(except)) text += piece;
		}
		return text;
	}

	string() {
		return `'${this.stringText()}'`;
	}
}

const WORD_END = /[A-Za-z0-9_$.]$/;
const WORD_START = /^[A-Za-z0-9_$.'"`]/;
const PUNCTUATION = /^[(),[\]]$/;

/** Writes the tokens down. Tight: without white space wherever two tokens stay two. */
export function spell(random, tokens) {
	const tight = random.chance(15);
	const decorated = random.chance(25);
	let text = '';
	tokens.forEach((token, index) => {
		if (index > 0) text += between(random, tokens[index - 1], token, tight, decorated);
		text += token;
	});
	if (random.chance(5)) text += random.pick([';', ' ;', ' ; ', '\n', ' -- end', ' /* end */', ';', ';;', '; x']);
	return text;
}

function between(random, left, right, tight, decorated) {
	const words = WORD_END.test(left) && WORD_START.test(right);
	if (decorated && random.chance(12)) return random.pick(RARE_SPACES);
	if (!words && (PUNCTUATION.test(left) || PUNCTUATION.test(right)) && random.chance(70)) return '';
	if (!words && (tight || right === '.' || left === '.') && random.chance(80)) return '';
	return random.pick(SPACES);
}

/** One character lost or doubled. */
export function spoil(random, text) {
	const characters = [...text];
	const at = random.below(characters.length);
	if (random.chance(50)) characters.splice(at, 1);
	else characters.splice(at, 0, characters[at]);
	return characters.join('');
}
