// equivalents.mjs: what PostHog's parser refuses and ours reads, beside what it must be read as.

export const EQUIVALENTS = [
	{ ours: "SELECT DATE '2020-01-02'", theirs: "SELECT toDate('2020-01-02')" },
	{ ours: "SELECT TIMESTAMP '2020-01-02 03:04:05'", theirs: "SELECT toDateTime('2020-01-02 03:04:05')" },
	{ ours: "SELECT SUBSTRING('abc' FROM 2)", theirs: "SELECT substring('abc', 2)" },
	{ ours: "SELECT SUBSTRING(a || b FROM 1 + 1 FOR 2)", theirs: 'SELECT substring(a || b, 1 + 1, 2)' },
];
