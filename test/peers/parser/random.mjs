// random.mjs: chances that come again: the same seed gives the same queries on every machine.

export class Random {
	constructor(seed) {
		this.state = (seed >>> 0) || 1;
	}

	/** A number from 0 up to but not including 1. */
	next() {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = this.state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	/** A whole number from 0 up to but not including `below`. */
	below(below) {
		return Math.floor(this.next() * below);
	}

	/** From `low` to `high`, both included. */
	between(low, high) {
		return low + this.below(high - low + 1);
	}

	/** True in `percent` of a hundred cases. */
	chance(percent) {
		return this.next() * 100 < percent;
	}

	pick(list) {
		return list[this.below(list.length)];
	}
}

/** Picks among the rows of a table {name: [weight, …]}: a name, the oftener the heavier. */
export function weighted(random, table, allowed = () => true) {
	const names = Object.keys(table).filter((name) => allowed(table[name], name));
	const total = names.reduce((sum, name) => sum + table[name][0], 0);
	let left = random.next() * total;
	for (const name of names) {
		left -= table[name][0];
		if (left < 0) return name;
	}
	return names[names.length - 1];
}
