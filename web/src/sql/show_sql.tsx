// show_sql.tsx: the SQL that a text of HogQL becomes, over the page.
import { ApiError } from '../api/client';
import { printHogql } from '../api/routes';
import { Dialog } from '../parts/dialog';
import { closeDialog, showDialog } from '../parts/dialog_place';
import { copyText } from '../stores/copy_text';
import { refuseRun } from '../stores/runs';
import { activeTab, openTab } from '../stores/tabs';
import { text } from '../text';
import { editor } from './actions';
import { type Params, paramsFor } from './values';
import { words } from './words';

/** Asks the server what the statement at the caret becomes, and shows it, or what is wrong with it. */
export async function showSql(): Promise<void> {
  const tab = activeTab();
  const statement = editor.get()?.statements(false)[0];
  if (!tab || !statement) return;
  const params = paramsFor('hogql', statement.text, tab) as Exclude<Params, unknown[]> | undefined;
  try {
    const sql = await printHogql({ source_id: tab.source, query: statement.text, ...(params && { params }) });
    showDialog(<SqlDialog sql={sql} />);
  } catch (error) {
    if (error instanceof ApiError) refuseRun(tab.id, error.message, error.detail?.hint ?? '', error, statement);
  }
}

function SqlDialog({ sql }: { sql: string }) {
  const copy = (): void => void copyText(sql, words.showSql.copied);
  const open = (): void => {
    closeDialog();
    openTab({ text: sql, language: 'sql' });
  };
  return (
    <Dialog title={words.showSql.title} close={closeDialog}>
      <pre className="bd mono shown-sql" tabIndex={0}>{sql}</pre>
      <div className="ft">
        <button type="button" className="btn" onClick={copy}>{words.showSql.copy}</button>
        <button type="button" className="btn" onClick={open}>{words.showSql.open}</button>
        <button type="button" className="btn pri" data-first onClick={closeDialog}>{text.api.close}</button>
      </div>
    </Dialog>
  );
}
