// peer.mjs: PostHog's parser in worker threads: the JSON text that it answers to each query.
//
// - It refuses with an object {error, message}; where its WebAssembly ends with a trap, the answer is {"crashed": true} and
//   the thread goes on with a new one.

import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const AT_ONCE = 25;

export class Peer {
	constructor(threads) {
		this.workers = Array.from({ length: threads }, () => new Worker(fileURLToPath(import.meta.url)));
	}

	/** For each {text, positions}: what the peer answers, in the same order. */
	async trees(queries) {
		const answers = new Array(queries.length);
		let next = 0;
		await Promise.all(this.workers.map(async (worker) => {
			while (next < queries.length) {
				const from = next;
				next += AT_ONCE;
				const answered = await ask(worker, queries.slice(from, from + AT_ONCE));
				answered.forEach((answer, index) => { answers[from + index] = answer; });
			}
		}));
		return answers;
	}

	async stop() {
		await Promise.all(this.workers.map((worker) => worker.terminate()));
	}
}

function ask(worker, queries) {
	return new Promise((resolve, reject) => {
		worker.once('message', (answer) => {
			worker.off('error', reject);
			resolve(answer);
		});
		worker.once('error', reject);
		worker.postMessage(queries.map(({ text, positions }) => ({ text, positions })));
	});
}

async function serve() {
	const { default: create } = await import('@posthog/hogql-parser');
	let parser = await create();
	parentPort.on('message', async (queries) => {
		const answers = [];
		for (const { text, positions } of queries) {
			try {
				answers.push(parser.parseSelect(text, !positions));
			} catch {
				answers.push('{"crashed": true}');
				parser = await create();
			}
		}
		parentPort.postMessage(answers);
	});
}

if (!isMainThread) await serve();
