// show_sql.tsx: the SQL that a text of HogQL becomes, over the page.
import { ApiError } from '../api/client';
import { printHogql } from '../api/routes';
import { Store, useStore } from '../lib/store';
import { Dialog } from '../parts/dialog';
import { refuseRun } from '../stores/runs';
import { say } from '../stores/said';
import { activeTab, openTab } from '../stores/tabs';
import { text } from '../text';
import { editor } from './actions';
import { type Params, paramsFor } from './values';

const shown = new Store<string | null>(null);

/** Asks the server what the statement at the caret becomes, and shows it, or what is wrong with it. */
export async function showSql(): Promise<void> {
  const tab = activeTab();
  const statement = editor.get()?.statements(false)[0];
  if (!tab || !statement) return;
  const params = paramsFor('hogql', statement.text, tab.values) as Exclude<Params, unknown[]> | undefined;
  try {
    shown.set(await printHogql({ source_id: tab.source, query: statement.text, ...(params && { params }) }));
  } catch (error) {
    if (error instanceof ApiError) refuseRun(tab.id, error.message, error.detail?.hint ?? '', error, statement);
  }
}

export function SqlDialog() {
  const sql = useStore(shown);
  if (sql === null) return null;
  const close = (): void => shown.set(null);
  const copy = (): void => void navigator.clipboard.writeText(sql).then(() => say(text.showSql.copied), () => say(text.results.notCopied));
  const open = (): void => {
    close();
    openTab({ text: sql, language: 'sql' });
  };
  return (
    <Dialog title={text.showSql.title} close={close}>
      <pre className="bd mono shown-sql" tabIndex={0}>{sql}</pre>
      <div className="ft">
        <button type="button" className="btn" onClick={copy}>{text.showSql.copy}</button>
        <button type="button" className="btn" onClick={open}>{text.showSql.open}</button>
        <button type="button" className="btn pri" data-first onClick={close}>{text.keys.close}</button>
      </div>
    </Dialog>
  );
}
