// run.mjs: as many random queries as asked for, parsed by PostHog's parser and by ours, compared.
//
// usage: node run.mjs QUERIES [FIRST_SEED]
// - A seed is a query: node run.mjs 1 SEED shows one difference again. SHRINK=1 makes each difference small first.
// - Every fourth query is compared with its positions. Exit status 1: something differs that deviations.mjs does not name, or a
//   construct of the generator never came.

import { Generator, constructs } from './generator.mjs';
import { Peer } from './peer.mjs';
import { trees } from './ours.mjs';
import { bare, difference, parsed } from './compare.mjs';
import { DEVIATIONS, deviation } from './deviations.mjs';
import { CORNERS } from './corners.mjs';
import { EQUIVALENTS } from './equivalents.mjs';
import { shrink } from './shrink.mjs';

const SHOWN = 10;
const ENOUGH_FOR_ALL = 3000;

const count = Number(process.argv[2] ?? 5000);
const first = Number(process.argv[3] ?? 1);

/** What comes of the two answers: {kind, …}: agree, crash, deviation, or a difference. */
export function judge(query, peerJson, oursJson) {
	const peer = parsed(peerJson);
	const ours = parsed(oursJson);
	if (peer.crashed) return { kind: 'crash' };
	if (peer.error && ours.error) return { kind: 'agree' };
	if (peer.error || ours.error) {
		const named = deviation(query.text, peer, ours);
		if (named) return { kind: 'deviation', name: named.name };
		return { kind: ours.error ? 'ours refuses' : 'ours reads', peer, ours, found: (ours.error ? ours : peer).message };
	}
	for (const positions of query.positions ? [false, true] : [false]) {
		const found = difference(bare(ours, positions, true), bare(peer, positions, false));
		if (!found) continue;
		const named = deviation(query.text, peer, ours, found);
		if (named) return { kind: 'deviation', name: named.name };
		return { kind: positions ? 'positions' : 'trees', peer, ours, found };
	}
	return { kind: 'agree' };
}

/** Both parsers at once. */
async function both(peer, queries) {
	return Promise.all([peer.trees(queries), trees(queries.map(({ text }) => text))]);
}

function show({ query, verdict }) {
	const { kind, found, peer, ours } = verdict;
	const small = (tree) => JSON.stringify(tree.error ? tree : bare(tree, kind === 'positions', false)).slice(0, 3000);
	return [`-- ${kind}, seed ${query.seed}: ${JSON.stringify(found)}`, query.text, `   theirs: ${small(peer)}`, `   ours:   ${small(ours)}`, ''].join('\n');
}

/** What upstream refuses and ours reads as something that it does read; and single queries, with their positions. */
async function pairs(peer) {
	const alike = CORNERS.map((text) => ({ ours: text, theirs: text, positions: true }));
	const all = [...EQUIVALENTS, ...alike];
	const [theirs, mine] = await Promise.all([
		peer.trees(all.map((pair) => ({ text: pair.theirs, positions: pair.positions }))),
		trees(all.map((pair) => pair.ours)),
	]);
	return all.flatMap((pair, index) => {
		const query = { text: pair.ours, positions: pair.positions, seed: 'none' };
		const verdict = judge(query, theirs[index], mine[index]);
		return verdict.kind === 'agree' ? [] : [{ query, verdict: { found: verdict.name ?? null, ours: parsed(mine[index]), peer: parsed(theirs[index]), ...verdict } }];
	});
}

async function main() {
	const generator = new Generator();
	const queries = Array.from({ length: count }, (_, index) => {
		const seed = first + index;
		return { seed, ...generator.query(seed), positions: seed % 4 === 0 };
	});
	const peer = new Peer(2);
	const [theirs, mine] = await both(peer, queries);
	const verdicts = queries.map((query, index) => ({ query, theirs: theirs[index], verdict: judge(query, theirs[index], mine[index]) }));
	let differences = verdicts.filter(({ verdict }) => !['agree', 'crash', 'deviation'].includes(verdict.kind));
	if (process.env.SHRINK) differences = await shrink(differences, (smaller) => both(peer, smaller), judge);
	differences.push(...(await pairs(peer)));
	await peer.stop();
	report(generator, verdicts, differences);
}

function report(generator, verdicts, differences) {
	const of = (kind) => verdicts.filter(({ verdict }) => verdict.kind === kind);
	const agreed = of('agree');
	const refused = agreed.filter(({ theirs }) => theirs.includes('"error":true')).length;
	const missing = count >= ENOUGH_FOR_ALL ? constructs().filter((name) => !generator.counts.get(name)) : [];
	for (const one of differences.slice(0, Number(process.env.SHOWN ?? SHOWN))) console.log(show(one));
	const named = DEVIATIONS.map(({ name }) => ({ name, times: of('deviation').filter(({ verdict }) => verdict.name === name).length }));
	for (const { name, times } of named) if (times > 0) console.log(`deviation: ${name}: ${times}`);
	if (missing.length > 0) console.log(`never made: ${missing.join(', ')}`);
	console.log(`parser: ${count} queries, ${agreed.length} agree (${refused} refused by both), ${of('deviation').length} deviate as written, ` +
		`${of('crash').length} crash PostHog's parser, ${differences.length} differ`);
	process.exitCode = differences.length > 0 || missing.length > 0 ? 1 : 0;
}

await main();
