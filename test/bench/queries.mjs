// queries.mjs: queries of HogQL as test/peers makes them, as a JSON array of texts.
//
// usage: node queries.mjs COUNT [FIRST_SEED]
// - Spoiled ones are left out: what is compared is reading, not refusing.

import { Generator } from '../peers/parser/generator.mjs';

const count = Number(process.argv[2] ?? 200);
const generator = new Generator();
const texts = [];
for (let seed = Number(process.argv[3] ?? 1); texts.length < count; seed++) {
	const { text, spoiled } = generator.query(seed);
	if (!spoiled) texts.push(text);
}
console.log(JSON.stringify(texts));
