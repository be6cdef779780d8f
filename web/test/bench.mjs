// bench.mjs: the page's budgets beside what was measured, as medians. `make bench-web`.
import { launch, openPage } from './lib/app.mjs';
import { heapGrowth, keyCost, median, readyTimes, runTimes, scrollCost, treeTimes, widePage } from './lib/measure.mjs';
import { sizes } from './lib/sizes.mjs';

const lines = [];
const line = (what, measured, budget, unit) => {
  lines.push([what, measured, budget, unit]);
  console.log(`${what.padEnd(58)} ${measured.toFixed(1).padStart(8)} ${unit.padEnd(3)} budget ${budget} ${unit}`);
};

const browser = await launch();
const { eager, css, chart, formatter } = await sizes();
line('scripts at once, gzip', eager / 1000, 190, 'kB');
line('styles, gzip', css / 1000, 10, 'kB');
line('chart, when the first is drawn, gzip', chart / 1000, 245, 'kB');
line('formatter, when it is first used, gzip', formatter / 1000, 25, 'kB');
line('first screen ready, median of 7', median(await readyTimes(browser, 7)), 600, 'ms');
line('the same at a quarter of the CPU, median of 7', median(await readyTimes(browser, 7, 4)), 2000, 'ms');
const { page, context } = await widePage(browser);
for (const [rows, budget] of [[3, 6], [100, 12]]) {
  const costs = [];
  for (let n = 0; n < 3; n++) costs.push(await scrollCost(page, rows));
  line(`100,000 × 30, ${rows} rows a frame: script, layout, style`, median(costs.map(({ frame }) => frame)), budget, 'ms');
  line('  the longest frame', Math.max(...costs.map(({ longest }) => longest)), 50, 'ms');
}
await context.close();
line('10,000 tables, key to painted, median of 10', median(await treeTimes(browser)), 50, 'ms');
const typed = await keyCost(browser);
line('a key in a text of 200 kB: script, layout, style', typed.key, 16, 'ms');
line('  the longest task while typing', typed.longest, 50, 'ms');
const plain = await openPage(browser);
line('Run to painted over the call, 1,000 rows, median of 15', median(await runTimes(plain.page, 15)), 150, 'ms');
await plain.context.close();
line('heap after 100 runs of 10,000 rows', await heapGrowth(browser), 20, 'MB');
await browser.close();
