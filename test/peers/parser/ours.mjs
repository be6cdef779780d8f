// ours.mjs: metahog.hogql_ast for many texts, with one psql for each few hundred.
//
// - psql is told by the environment (PGHOST, PGPORT, PGUSER, PGDATABASE) where the server is; $PSQL is the program.
// - A refusal comes as {error, sqlstate, message, detail}. What ends the server is found by halving, and thrown with its text.

import { spawn } from 'node:child_process';

const AT_ONCE = 500;

const BEFORE = `
\\set QUIET on
\\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE TEMP TABLE texts (number int, text text);
CREATE FUNCTION pg_temp.tree(text) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
	message text;
	detail text;
BEGIN
	RETURN metahog.hogql_ast($1);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	RETURN json_build_object('error', true, 'sqlstate', SQLSTATE, 'message', message, 'detail', detail);
END $$;
COPY texts FROM STDIN;
`;
const AFTER = '\\.\nCOPY (SELECT pg_temp.tree(text) FROM texts ORDER BY number) TO STDOUT;\n';

const ESCAPES = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f', '\v': '\\v' };
const UNESCAPED = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };

/** For each text: what hogql_ast answers, as JSON text, in the same order. */
export async function trees(texts) {
	const answers = [];
	for (let from = 0; from < texts.length; from += AT_ONCE) {
		answers.push(...(await some(texts.slice(from, from + AT_ONCE))));
	}
	return answers;
}

async function some(texts) {
	try {
		return await psql(texts);
	} catch (error) {
		if (texts.length === 1) throw new Error(`${error.message}\nthe query was: ${JSON.stringify(texts[0])}`);
		const half = texts.length >> 1;
		await settle();
		return [...(await some(texts.slice(0, half))), ...(await some(texts.slice(half)))];
	}
}

/** A server that crashed needs a moment to come back. */
function settle() {
	return new Promise((resolve) => { setTimeout(resolve, 2000); });
}

function psql(texts) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.env.PSQL ?? 'psql', ['-X', '-q', '-At', '-f', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
		const output = [];
		let errors = '';
		child.stdout.on('data', (piece) => output.push(piece));
		child.stderr.on('data', (piece) => { errors += piece; });
		child.stdin.on('error', () => {});
		child.on('error', reject);
		child.on('close', (status) => {
			const lines = Buffer.concat(output).toString('utf8').split('\n').slice(0, -1);
			if (status !== 0 || lines.length !== texts.length) reject(new Error(`psql: status ${status}, ${lines.length} answers of ${texts.length}: ${errors}`));
			else resolve(lines.map(unescaped));
		});
		const rows = texts.map((text, number) => `${number}\t${text.replace(/[\\\n\r\t\b\f\v]/g, (character) => ESCAPES[character])}\n`);
		child.stdin.end(BEFORE + rows.join('') + AFTER);
	});
}

function unescaped(line) {
	return line.replace(/\\(.)/g, (_, character) => UNESCAPED[character] ?? character);
}
