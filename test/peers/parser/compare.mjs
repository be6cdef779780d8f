// compare.mjs: whether two trees are the same: keys in any order, null and false like absent, but for a constant's value.
//
// - A tree comes as JSON text. Integers that a double cannot hold are compared digit by digit.
// - Ours has fields that PostHog's tree has lost (EXTRA_FIELDS); they are left out of the comparison, and no others.

/** By the node that has them. Where a node has one, PostHog's parser reads the words and drops them. */
export const EXTRA_FIELDS = {
	SelectQuery: ['group_by_with', 'with_totals', 'set_order_by', 'set_limit_percent', 'set_limit_with_ties'],
	SelectSetQuery: ['order_by'],
	JoinExpr: ['natural'],
	UnpivotColumn: ['more_columns'],
	OrderExpr: ['nulls', 'collate'],
	Call: ['ignore_nulls'],
	WindowFunction: ['distinct', 'filter_expr', 'ignore_nulls'],
	ColumnsExpr: ['of_table'],
};

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export function parsed(json) {
	return JSON.parse(json.replace(TOKEN, (token) => (/^-?\d{16,}$/.test(token) ? `"integer ${token}"` : token)));
}

/** The tree without what says nothing, and without positions unless they are asked for. */
export function bare(node, positions, ours) {
	if (Array.isArray(node)) return node.map((item) => bare(item, positions, ours));
	if (node === null || typeof node !== 'object') return node;
	const extra = ours ? EXTRA_FIELDS[node.node] ?? [] : [];
	const kept = {};
	for (const key of Object.keys(node).sort()) {
		const value = node[key];
		if (extra.includes(key)) continue;
		if (key === 'start' || key === 'end') {
			if (positions) kept[key] = value?.offset ?? value;
		} else if (node.node === 'Constant' && key === 'value') {
			kept[key] = value;
		} else if (value !== null && value !== false) {
			kept[key] = bare(value, positions, ours);
		}
	}
	if (node.node === 'Constant') kept.value ??= null;
	return kept;
}

/** Where they differ first: {path, ours, peers}, or null. */
export function difference(ours, peers, path = '') {
	if (ours === peers) return null;
	const composite = (value) => value !== null && typeof value === 'object';
	if (!composite(ours) || !composite(peers) || Array.isArray(ours) !== Array.isArray(peers)) return { path, ours, peers };
	for (const key of new Set([...Object.keys(peers), ...Object.keys(ours)])) {
		// What PostHog's parser folds has no place there, or only a beginning.
		if ((key === 'start' || key === 'end') && peers[key] === undefined) continue;
		// It ends an empty window before it begins.
		if (key === 'end' && peers.end < peers.start && peers.node === 'WindowExpr') continue;
		const found = difference(ours[key], peers[key], `${path}/${key}`);
		if (found) return found;
	}
	return null;
}
