// generator.mjs: random queries of HogQL, from the tables of expressions.mjs and clauses.mjs.
//
// - A query has a budget of expressions: when it is used up, only atoms come, so that everything ends.
// - `counts` says how often each construct came; `constructs()` names all there are.

import { Random, weighted } from './random.mjs';
import { Lexemes, spell, spoil } from './lexemes.mjs';
import { ATOMS, EXPRESSIONS } from './expressions.mjs';
import { CLAUSES, CTES, JOINS, SET_OPERATORS, TABLES, limit, orderItem, tableWithAlias } from './clauses.mjs';

const SPOILED_IN = 6;

export class Generator {
	constructor() {
		this.counts = new Map();
	}

	/** The query that belongs to a seed: {text, spoiled}. */
	query(seed) {
		this.random = new Random(seed);
		this.names = new Lexemes(this.random);
		this.budget = size(this.random);
		this.depth = 0;
		const tokens = this.wholeQuery();
		const text = spell(this.random, tokens);
		const spoiled = this.random.below(SPOILED_IN) === 0;
		return { text: spoiled ? spoil(this.random, text) : text, spoiled };
	}

	words(text) {
		return this.names.keywords(text);
	}

	spelled(tokens) {
		return spell(this.random, tokens).replace(/[;].*$/s, '');
	}

	make(table, name) {
		this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
		return table[name][1](this);
	}

	/** An expression that is smaller than the one it is for. */
	some() {
		this.budget--;
		if (this.budget <= 0 || this.depth > 6 || this.random.chance(30 + this.depth * 8)) {
			return this.make(ATOMS, weighted(this.random, ATOMS));
		}
		this.depth++;
		const tokens = this.make(EXPRESSIONS, weighted(this.random, EXPRESSIONS));
		this.depth--;
		return tokens;
	}

	/** `count` times what `one` makes, with commas between. */
	commas(count, one) {
		const tokens = [];
		for (let index = 0; index < count; index++) tokens.push(...(index > 0 ? [','] : []), ...one());
		return tokens;
	}

	list(trailing = true) {
		const tokens = this.commas(this.random.chance(60) ? 1 : this.random.between(2, 3), () => this.some());
		return trailing && this.random.chance(4) ? [...tokens, ','] : tokens;
	}

	maybeList() {
		return this.random.chance(15) ? [] : this.list();
	}

	orderBy(filled = false) {
		return [...this.words('ORDER BY'), ...this.commas(this.random.between(1, 2), () => orderItem(this, filled))];
	}

	table() {
		return tableWithAlias(this, this.make(TABLES, weighted(this.random, TABLES)));
	}

	from() {
		const tokens = this.table();
		while (this.budget > 0 && this.random.chance(25)) tokens.push(...this.make(JOINS, weighted(this.random, JOINS)));
		return tokens;
	}

	selectItem() {
		const tokens = this.some();
		switch (this.random.below(12)) {
			case 0:
			case 1: return [...tokens, ...this.words('AS'), this.names.anyName()];
			case 2: return [...tokens, this.random.chance(80) ? this.names.plainName() : this.random.pick(['cohort', 'date', 'final', 'id', 'return', 'top', 'totals'])];
			case 3: return this.random.chance(40) ? [this.names.name(), ':', ...tokens] : tokens;
			default: return tokens;
		}
	}

	with() {
		const recursive = this.random.chance(15) ? this.words('RECURSIVE') : [];
		const tokens = this.commas(this.random.between(1, 2), () => this.make(CTES, weighted(this.random, CTES)));
		return [...this.words('WITH'), ...recursive, ...tokens, ...(this.random.chance(4) ? [','] : [])];
	}

	select() {
		const { random } = this;
		const tokens = random.chance(12) ? this.with() : [];
		tokens.push(...this.words(random.chance(10) ? 'SELECT DISTINCT' : 'SELECT'));
		if (random.chance(0.5)) tokens.push(...this.words('TOP'), String(random.below(9)), ...(random.chance(30) ? this.words('WITH TIES') : []));
		tokens.push(...this.commas(random.chance(65) ? 1 : random.between(2, 3), () => this.selectItem()), ...(random.chance(4) ? [','] : []));
		if (random.chance(75)) tokens.push(...this.words('FROM'), ...this.from());
		for (const name of Object.keys(CLAUSES)) {
			if (this.budget > 0 && random.chance(CLAUSES[name][0])) tokens.push(...this.make(CLAUSES, name));
		}
		return tokens;
	}

	/** One arm of a set: a select, a select in parentheses, a set in parentheses, a placeholder. */
	arm() {
		const { random } = this;
		if (this.budget > 0 && random.chance(25)) {
			return [...(random.chance(10) ? this.with() : []), '(', ...this.subquery(), ')'];
		}
		return random.chance(3) ? ['{', this.names.plainName(), '}'] : this.select();
	}

	subquery() {
		const depth = this.depth;
		this.depth = Math.min(depth + 1, 5);
		const tokens = this.set(15);
		this.depth = depth;
		return tokens;
	}

	set(percent) {
		const { random } = this;
		if (this.budget <= 0 || !random.chance(percent)) return this.select();
		const tokens = this.arm();
		for (let left = random.chance(70) ? 1 : random.between(2, 3); left > 0; left--) {
			tokens.push(...this.words(random.pick(SET_OPERATORS)), ...(random.chance(12) ? this.words('BY NAME') : []), ...this.arm());
		}
		if (random.chance(25)) tokens.push(...this.orderBy());
		if (random.chance(25)) tokens.push(...limit(this));
		return tokens;
	}

	wholeQuery() {
		if (this.random.chance(3)) return ['(', ...this.subquery(), ')'];
		return this.set(12);
	}
}

/** Most are small, since PostHog's parser takes its time; one in twenty is not. */
function size(random) {
	const turn = random.below(20);
	if (turn === 0) return random.between(10, 35);
	return turn < 7 ? random.between(5, 9) : random.between(1, 4);
}

/** The names of all constructs. */
export function constructs() {
	return [ATOMS, EXPRESSIONS, TABLES, JOINS, CLAUSES, CTES].flatMap((table) => Object.keys(table));
}
