// shrink.mjs: makes each difference small: pieces of the text are left out for as long as it differs in the same way.

const PIECE = /\s+|[A-Za-z0-9_$]+|'(?:[^'\\]|\\.|'')*'|./gsu;
const ROUNDS = 12;

const sameWay = (one, other) => one.kind === other.kind && pathOf(one) === pathOf(other);

/** The field's name of a difference, or the message without what it quotes. */
function pathOf({ found }) {
	if (typeof found === 'string') return found.replace(/["'].*/s, '');
	return found.path.split('/').pop();
}

/** `parse(queries)` answers [theirs, ours]; `judge` is run.mjs's. */
export async function shrink(differences, parse, judge) {
	const small = [];
	for (const one of onePerKind(differences)) {
		let current = one;
		for (let round = 0; round < ROUNDS; round++) {
			const smaller = await oneRound(current, parse, judge);
			if (!smaller) break;
			current = smaller;
		}
		small.push(current);
	}
	const seen = new Set();
	return small.filter(({ query }) => !seen.has(query.text) && seen.add(query.text));
}

/** The shortest three that differ in the same way. */
function onePerKind(differences) {
	const kinds = new Map();
	for (const one of [...differences].sort((left, right) => left.query.text.length - right.query.text.length)) {
		const kind = `${one.verdict.kind} ${pathOf(one.verdict)}`;
		kinds.set(kind, [...(kinds.get(kind) ?? []), one].slice(0, 3));
	}
	return [...kinds.values()].flat();
}

async function oneRound(current, parse, judge) {
	const pieces = current.query.text.match(PIECE) ?? [];
	const candidates = [];
	for (let length = pieces.length >> 1; length >= 1; length = length > 8 ? length >> 1 : length - 1) {
		for (let from = 0; from + length <= pieces.length; from += Math.max(1, length >> 1)) {
			const text = [...pieces.slice(0, from), ...pieces.slice(from + length)].join('');
			candidates.push({ ...current.query, text });
		}
	}
	candidates.sort((one, other) => one.text.length - other.text.length);
	for (let from = 0; from < candidates.length; from += 40) {
		const some = candidates.slice(from, from + 40);
		const [theirs, mine] = await parse(some);
		for (let index = 0; index < some.length; index++) {
			const verdict = judge(some[index], theirs[index], mine[index]);
			if (verdict.found && sameWay(verdict, current.verdict)) return { query: some[index], verdict };
		}
	}
	return null;
}
