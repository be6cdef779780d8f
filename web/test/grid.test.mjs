// grid.test.mjs: what values look like, how cells are chosen and copied, and what a cut result says.
import assert from 'node:assert/strict';
import { browserTest } from './lib/browser_test.mjs';
import { eventually, expectCount, expectText } from './lib/expect.mjs';
import { cell, grid, newTab, over, query, rowTexts, run, says, status, tab } from './lib/hands.mjs';

const clipboard = (page, type) => page.evaluate(async (wanted) => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(wanted) ? (await item.getType(wanted)).text() : null;
}, type);

const copyAs = async (page, name) => {
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('menuitem', { name }).click();
  await says(page, /copied/);
  return clipboard(page, 'text/plain');
};

const numbers = `SELECT 9223372036854775807 AS big, -9007199254740993 AS small, 177.60 AS amount, 0.00 AS zero,
  123456789012345678901234567890.123456789012345678901234567890::numeric(60,30) AS long, '{"n": 9007199254740993, "x": 1.50}'::jsonb AS j, ARRAY[1.50, 2] AS list`;

browserTest('every digit is shown: bigints, numerics, zeros at the end, numbers inside JSON', async ({ page }) => {
  await run(page, numbers);
  assert.deepEqual(await rowTexts(page, 2), [
    '9223372036854775807', '-9007199254740993', '177.60', '0.00', '123456789012345678901234567890.123456789012345678901234567890',
    '{"n": 9007199254740993, "x": 1.50}', '[1.50,2]',
  ]);
});

browserTest('NULL, empty text and 0 look different, and are copied as what they are', async ({ page }) => {
  await run(page, "SELECT NULL::text AS a, '' AS b, 0 AS c, 'NULL' AS d");
  assert.deepEqual(await rowTexts(page, 2), ['NULL', '∅', '0', 'NULL']);
  const styles = await grid(page).getByRole('gridcell').evaluateAll((cells) => cells.map((each) => getComputedStyle(each).fontStyle));
  assert.deepEqual(styles, ['italic', 'normal', 'normal', 'normal']);
  assert.equal(await copyAs(page, 'as CSV'), 'a,b,c,d\n,"",0,NULL');
});

browserTest('a grid tells its size, names, types and places', async ({ page }) => {
  await run(page, 'SELECT rental_id, rental_date FROM rental ORDER BY 1 LIMIT 500');
  assert.equal(await grid(page).getAttribute('aria-rowcount'), '501');
  assert.equal(await grid(page).getAttribute('aria-colcount'), '3');
  await expectCount(grid(page).getByRole('columnheader', { name: 'rental_id', exact: true }), 1);
  await expectText(grid(page).getByRole('columnheader', { name: 'rental_date' }), 'timestamptz');
  assert.ok(await grid(page).getByRole('row').count() < 80, 'only the rows in sight are there');
});

browserTest('a column is as wide as its name, whichever letters that has', async ({ page }) => {
  await run(page, 'SELECT 1 AS payments, 2 AS comment_amount, 3 AS "WWWWMMMM", 4 AS "ID_2027_Q4"');
  const cut = await grid(page).getByRole('columnheader').evaluateAll((heads) =>
    heads.flatMap((head) => [head, ...head.querySelectorAll('*')]).filter((each) => each.scrollWidth > each.clientWidth + 1
      && getComputedStyle(each).textOverflow === 'ellipsis').map((each) => each.textContent));
  assert.deepEqual(cut, []);
});

browserTest('keys move, choose ranges and copy them as text and as a table', async ({ page }) => {
  await run(page, "SELECT n, 'row ' || n AS name, n * 2 AS twice FROM generate_series(1, 300) AS n");
  await grid(page).focus();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await says(page, '4 cells selected');
  await page.keyboard.press('ControlOrMeta+c');
  await eventually(async () => assert.equal(await clipboard(page, 'text/plain'), '2\trow 2\n3\trow 3'));
  assert.match(await clipboard(page, 'text/html'), /<th>n<\/th><th>name<\/th>.*<td>2<\/td><td>row 2<\/td>/s);
  await page.keyboard.press('Control+End');
  await cell(page, 'row 300').waitFor();
  assert.equal(await grid(page).evaluate((element) => document.getElementById(element.getAttribute('aria-activedescendant')).textContent), '600');
  await page.keyboard.press('ControlOrMeta+a');
  await says(page, '900 cells selected');
});

browserTest('the pointer drags a range, and Shift extends it', async ({ page }) => {
  await run(page, 'SELECT n, n * 2 AS twice FROM generate_series(1, 9) AS n');
  await cell(page, '3').hover();
  await page.mouse.down();
  await cell(page, '10').hover();
  await page.mouse.up();
  await says(page, '6 cells selected');
  await cell(page, '14').click({ modifiers: ['Shift'] });
  await says(page, '10 cells selected');
});

browserTest('copies for documents, programs and conditions', async ({ page }) => {
  await run(page, `SELECT 1 AS "__proto__", 'a|b' AS name, NULL::int AS n UNION ALL SELECT 2, 'it''s', 3`);
  assert.equal(await copyAs(page, 'as Markdown'), '| __proto__ | name | n |\n| ---: | --- | ---: |\n| 1 | a\\|b |  |\n| 2 | it\'s | 3 |');
  const json = await copyAs(page, 'as JSON');
  assert.match(json, /"__proto__": 1, "name": "a\|b", "n": null/);
  assert.equal(await copyAs(page, 'with headers'), "__proto__\tname\tn\n1\ta|b\t\n2\tit's\t3");
  await cell(page, 'a|b').click();
  await page.keyboard.press('Shift+ArrowDown');
  assert.equal(await copyAs(page, 'as IN'), "('a|b', 'it''s')");
});

browserTest('F2 shows a cell whole, Esc closes it and gives the focus back', async ({ page }) => {
  await run(page, `SELECT '{"genre": "Sports", "n": [1, 2.50]}'::jsonb AS prefs, repeat('long ', 200) AS words`);
  await grid(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('F2');
  const popover = page.getByRole('dialog', { name: 'prefs, row 1' });
  await expectText(popover, '"genre": "Sports"');
  await expectText(popover, '2.50');
  await page.keyboard.press('Escape');
  await expectCount(popover, 0);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F2');
  await expectText(page.getByRole('dialog', { name: 'words, row 1' }), /(long ){200}/);
});

browserTest('a result with fewer columns after one with more is drawn as it is', async ({ page }) => {
  await run(page, 'SELECT 1 AS a, 2 AS b, 3 AS c, 4 AS d, 5 AS e FROM generate_series(1, 50)');
  await run(page, "SELECT 'one' AS only");
  assert.deepEqual(await rowTexts(page, 2), ['one']);
  await expectCount(grid(page).getByRole('gridcell'), 1);
  await expectCount(grid(page).getByRole('columnheader'), 2);
});

browserTest('a cut result says so and offers the ways on; a whole one says that it is whole', async ({ page }) => {
  await run(page, 'SELECT n FROM generate_series(1, 1001) AS n');
  await says(page, 'Cut at 1,000 rows. There are more: the limit is 1,000.');
  await page.getByRole('button', { name: 'Fetch 10,000' }).click();
  await over(page);
  await says(page, '1,001 rows, all of them');
  await expectCount(page.getByRole('button', { name: 'Export all as CSV' }), 0);
});

browserTest('exactly as many rows as the limit are no cut', async ({ page }) => {
  await run(page, 'SELECT n FROM generate_series(1, 1000) AS n');
  await says(page, '1,000 rows, all of them');
});

browserTest('no rows are told, with their columns', async ({ page }) => {
  await run(page, 'SELECT title FROM film WHERE false');
  await page.getByText('No rows', { exact: true }).waitFor();
  await expectCount(grid(page).getByRole('columnheader', { name: 'title' }), 1);
  await says(page, '0 rows, all of them');
});

browserTest('hostile names, values and errors are text and nothing else', { expectErrors: true }, async ({ page, complaints }) => {
  const html = '<img src=x onerror="window.hacked=1"></b>';
  await run(page, `SELECT '${html}' AS "${html.replaceAll('"', '""')}", '<b>x</b>' AS "__proto__", 1 AS "constructor"`);
  await cell(page, html).waitFor();
  await expectCount(grid(page).getByRole('columnheader', { name: '__proto__' }), 1);
  await tab(page, 'Columns').click();
  await page.getByRole('cell', { name: html }).waitFor();
  await run(page, `SELECT * FROM "${html.replaceAll('"', '""')}"`);
  await expectText(page.getByRole('alert'), '<img src=x');
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(complaints.filter((each) => /Content Security Policy/.test(each)), []);
});

browserTest('a column is made wider by its edge, and fits its text by a double click', async ({ page }) => {
  await run(page, "SELECT repeat('w', 100) AS words, 1 AS n");
  const head = grid(page).getByRole('columnheader', { name: 'words' });
  const before = (await head.boundingBox()).width;
  await head.locator('.grip').dblclick();
  await eventually(async () => assert.ok((await head.boundingBox()).width > before + 200));
  await expectText(cell(page, 'w'.repeat(100)), 'w'.repeat(100));
});

browserTest('duplicate names and 1,600 columns are shown', async ({ page }) => {
  await run(page, `SELECT ${Array.from({ length: 1600 }, (_, n) => `${n} AS same`).join(', ')}`);
  await grid(page).focus();
  await page.keyboard.press('End');
  await cell(page, '1599').waitFor();
  assert.equal(await grid(page).getAttribute('aria-colcount'), '1601');
  await newTab(page);
  await expectText(status(page), 'Nothing run in this tab');
});

const columnNames = (page) => grid(page).getByRole('columnheader').evaluateAll((heads) => heads.slice(1).map((head) => head.ariaLabel));
const firstColumn = (page) => grid(page).locator('[role="row"]:not([hidden]) > [role="gridcell"][aria-colindex="2"]').allTextContents();

/** The column menu, by keys: of the column in which the active cell is. */
async function columnMenu(page, choice) {
  await grid(page).focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('menuitem', { name: choice, exact: true }).click();
}

browserTest('rows are sorted by a column here, and how many these are is said', async ({ page }) => {
  await run(page, "SELECT v, t FROM (VALUES (9007199254740993::numeric, 'b'), (9007199254740992, 'a'), (NULL, 'c'), (-1.5, 'd')) AS x(v, t)");
  await cell(page, '-1.5').click();
  await columnMenu(page, 'Sort upwards');
  assert.deepEqual(await firstColumn(page), ['-1.5', '9007199254740992', '9007199254740993', 'NULL']);
  await says(page, 'Sorted here by v, upwards');
  assert.equal(await grid(page).getByRole('columnheader', { name: 'v' }).getAttribute('aria-sort'), 'ascending');
  await columnMenu(page, 'Sort downwards');
  assert.deepEqual(await firstColumn(page), ['NULL', '9007199254740993', '9007199254740992', '-1.5']);
  await columnMenu(page, 'In the order of the result');
  assert.deepEqual(await firstColumn(page), ['9007199254740993', '9007199254740992', 'NULL', '-1.5']);
});

browserTest('what is cut is sorted and filtered by the server, and the text says how', async ({ page }) => {
  await run(page, 'SELECT n, n::text AS word FROM generate_series(1, 2000) AS n; -- behind');
  await columnMenu(page, 'Sort downwards on the server');
  await over(page);
  assert.equal((await firstColumn(page))[0], '2000');
  await expectText(query(page), 'ORDER BY 1 DESC; -- behind');
  await columnMenu(page, 'Sort upwards on the server');
  await over(page);
  assert.equal((await firstColumn(page))[0], '1');
  assert.equal((await query(page).innerText()).match(/ORDER BY/g).length, 1);
  await grid(page).getByRole('columnheader', { name: 'word', exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Filter on the server…' }).click();
  await page.getByLabel('Filter by word').last().fill("99'");
  await page.keyboard.press('Enter');
  await says(page, '0 rows, all of them');
  assert.equal(await page.getByLabel('Value of $1').inputValue(), "99'");
  await page.getByLabel('Value of $1').fill('99');
  await run(page);
  await says(page, '38 rows, all of them');
  await query(page).press('ControlOrMeta+z');
  await query(page).press('ControlOrMeta+z');
  await query(page).press('ControlOrMeta+z');
  await expectText(query(page), /^SELECT n, n::text AS word FROM generate_series\(1, 2000\) AS n; -- behind$/);
});

browserTest('a whole result is filtered here, and says how many rows are left out', async ({ page }) => {
  await run(page, "SELECT n, CASE WHEN n % 2 = 0 THEN 'Even' END AS word FROM generate_series(1, 20) AS n");
  const filter = async (column, words) => {
    await grid(page).getByRole('columnheader', { name: column, exact: true }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Filter…' }).click();
    await page.getByLabel(`Filter by ${column}`).last().fill(words);
    await page.keyboard.press('Enter');
  };
  await filter('n', '>= 9');
  await says(page, '12 of 20 rows shown');
  await filter('word', 'even');
  await says(page, '6 of 20 rows shown');
  assert.deepEqual(await firstColumn(page), ['10', '12', '14', '16', '18', '20']);
  await filter('word', 'null');
  assert.deepEqual(await firstColumn(page), ['9', '11', '13', '15', '17', '19']);
  await page.getByRole('button', { name: 'Show all rows' }).click();
  assert.equal((await firstColumn(page)).length, 20);
});

browserTest('digits in groups and moments in the browser’s zone are looks: copies are as they came; a run anew keeps them', { timezoneId: 'Asia/Kathmandu' }, async ({ page }) => {
  const text = "SELECT 1234567.50::numeric AS amount, '2022-08-23 04:14:29.123456+00'::timestamptz AS at";
  await run(page, text);
  const look = async (column, label) => {
    await grid(page).getByRole('columnheader', { name: column, exact: true }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: label }).click();
  };
  await look('amount', 'Digits in groups');
  await look('at', 'In this browser’s time zone');
  await cell(page, '1,234,567.50').waitFor();
  await cell(page, '2022-08-23 09:59:29.123456+05:45').waitFor();
  await run(page, text);
  await cell(page, '1,234,567.50').click();
  await page.keyboard.press('ControlOrMeta+c');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), '1234567.50');
  await look('amount', 'Digits as they came');
  await cell(page, '1234567.50').waitFor();
});

browserTest('columns are moved, hidden and pinned, and are copied as they stand', async ({ page }) => {
  await run(page, `SELECT 1 AS a, 2 AS b, 3 AS c, ${Array.from({ length: 40 }, (_, n) => `${n} AS wide_${n}`).join(', ')}`);
  await cell(page, '2').first().click();
  await columnMenu(page, 'Move left');
  assert.deepEqual((await columnNames(page)).slice(0, 3), ['b', 'a', 'c']);
  await cell(page, '1').first().click();
  await columnMenu(page, 'Hide');
  assert.deepEqual((await columnNames(page)).slice(0, 2), ['b', 'c']);
  await grid(page).getByRole('columnheader', { name: 'c', exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Pin to the left' }).click();
  assert.deepEqual((await columnNames(page)).slice(0, 2), ['c', 'b']);
  await grid(page).focus();
  await page.keyboard.press('End');
  await cell(page, '39').waitFor();
  assert.ok(await cell(page, '3').first().isVisible(), 'a pinned column stays in sight');
  const [pinned, corner] = await Promise.all([grid(page).locator('.gc.pin').first().boundingBox(), grid(page).locator('.gn').first().boundingBox()]);
  assert.ok(Math.abs(pinned.x - (corner.x + corner.width)) < 2);
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  assert.equal(await copyAs(page, 'with headers'), 'c\tb\n3\t2');
  await columnMenu(page, 'Show 1 hidden column');
  assert.deepEqual((await columnNames(page)).slice(0, 3), ['a', 'b', 'c']);
});
