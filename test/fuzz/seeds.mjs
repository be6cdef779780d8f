// seeds.mjs: queries of the generator of test/peers as files, for the fuzzer to begin with.
//
// usage: node seeds.mjs COUNT DIRECTORY

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Generator } from '../peers/parser/generator.mjs';

const [count, directory] = process.argv.slice(2);
const generator = new Generator();

for (let seed = 1; seed <= Number(count); seed++) {
	writeFileSync(join(directory, `seed-${String(seed).padStart(5, '0')}`), generator.query(seed).text);
}
