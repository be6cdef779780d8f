// hands.mjs: what a person does on the page, by the names that the page gives to things.
import { expectText } from './expect.mjs';

export const query = (page) => page.getByRole('textbox', { name: 'Query' });
export const grid = (page) => page.getByRole('grid', { name: 'Results' });
export const status = (page) => page.getByRole('status');
export const alert = (page) => page.getByRole('alert');
export const runButton = (page) => page.getByRole('button', { name: 'Run', exact: true });
export const cancelButton = (page) => page.getByRole('button', { name: 'Cancel', exact: true });
export const tab = (page, name) => page.getByRole('tab', { name, exact: true });
export const cell = (page, text) => grid(page).getByRole('gridcell', { name: text, exact: true });
export const item = (page, name) => page.getByRole('tree', { name: 'Schema' }).getByRole('treeitem', { name, exact: true });

/** Replaces the whole text of the query, as a paste would. */
export async function write(page, text) {
  await query(page).fill(text);
}

/** Writes a query, runs it and waits until it is over. */
export async function run(page, text) {
  if (text !== undefined) await write(page, text);
  await runButton(page).click();
  await over(page);
}

/** Waits until nothing runs. */
export async function over(page) {
  await runButton(page).waitFor();
}

/** Puts the caret behind the first occurrence of some words. */
export async function caretBehind(page, words) {
  await query(page).press('ControlOrMeta+Home');
  await page.evaluate((sought) => {
    const lines = [...document.querySelectorAll('.cm-line')];
    for (const line of lines) {
      const at = line.textContent.indexOf(sought);
      if (at < 0) continue;
      place(line, at + sought.length);
      return;
    }
    function place(line, offset) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (offset <= node.length) return getSelection().collapse(node, offset);
        offset -= node.length;
      }
    }
  }, words);
}

/** Goes to a screen: by its link, or on a narrow page by the menu of screens. */
export async function toScreen(page, name) {
  const main = page.getByRole('navigation', { name: 'Main' });
  const link = main.getByRole('link', { name, exact: true });
  if (await link.count()) return link.click();
  await main.getByRole('button').click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

/** A tab of its own, empty. */
export const newTab = (page) => page.getByRole('button', { name: 'New query' }).click();

/** Every value of a row of the grid that is in sight. */
export async function rowTexts(page, rowIndex) {
  return grid(page).locator(`[role="row"][aria-rowindex="${rowIndex}"] [role="gridcell"]`).allTextContents();
}

export const says = (page, words) => expectText(status(page), words);
