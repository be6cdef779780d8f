// error_alert.tsx: what went wrong, under the editor until the next run: the message, its SQLSTATE, the hint with its fix,
// where it is and who said it. The focus stays in the editor; F8 goes to the place.
import { config } from '../config';
import { offeredName, offsetOf } from '../editor/position';
import { useStore } from '../lib/store';
import { Icon, Key } from '../parts/icon';
import { LogInAgain } from '../parts/trouble';
import { copyText } from '../stores/copy_text';
import { type Failure, runOf, runs } from '../stores/runs';
import { activeTab, tabs } from '../stores/tabs';
import { text } from '../text';
import { editor, goToError, speak } from './actions';
import { words } from './error_words';

export function ErrorAlert() {
  const active = useStore(tabs, (state) => state.active);
  const run = useStore(runs, (all) => runOf(active, all));
  const { failure } = run;
  if (!failure || failure.cancelled) return null;
  const { error } = failure;
  const code = error.detail?.sqlstate;
  return (
    <div className="alert" role="alert">
      <Icon name="circle-alert" />
      <div className="grow">
        <p className="row wrap"><span className="msg">{error.message}</span>{code && <CodeChip code={code} />}</p>
        <Advice failure={failure} />
        <p className="xs f">{[place(failure), said(failure, run.source), failure.of > 1 && words.statement(failure.n, failure.of)].filter(Boolean).join(' · ')}</p>
      </div>
      <div className="acts">
        {error.detail?.position && <button type="button" className="btn" onClick={goToError}>{words.goTo} <Key>F8</Key></button>}
        <button type="button" className="btn bare icon" aria-label={words.copy} title={words.copy} onClick={() => copy(whole(failure))}><Icon name="copy" /></button>
      </div>
    </div>
  );
}

function CodeChip({ code }: { code: string }) {
  return <button type="button" className="code-chip" aria-label={words.copyCode(code)} title={words.copyCode(code)} onClick={() => copy(code)}>{code}</button>;
}

/** Detail and hint; a hint that offers a name can be followed by a click. */
function Advice({ failure }: { failure: Failure }) {
  const { error } = failure;
  const { detail, hint, retry_after } = error.detail ?? {};
  const offered = offeredName(hint);
  const braces = useStore(tabs, activeTab)?.language === 'sql' && error.detail?.sqlstate === '42601' && error.message.includes('"{"');
  return (
    <>
      {detail && <p className="said">{detail}</p>}
      {braces && <p className="said">{words.braces} <button type="button" className="btn link" onClick={() => speak('hogql')}>{words.speakHogql}</button></p>}
      {(hint || error.sessionExpired || error.status === 0 || retry_after) && (
        <p className="said">
          {hint}{error.sessionExpired && config.login && `${text.api.expiredHint} `}{error.sessionExpired && <LogInAgain />}
          {error.status === 0 && !error.detail && text.api.kept} {retry_after ? text.api.retryAfter(Math.ceil(retry_after)) : ''}
          {offered && error.detail?.position && <> <button type="button" className="btn link" onClick={() => put(offered)}>{words.put(offered)}</button></>}
        </p>
      )}
    </>
  );
}

function put(name: string): void {
  const place = editor.get()?.error;
  if (place) editor.get()!.replace(place.from, place.to, name);
}

function place({ error, statement }: Failure): string {
  const view = editor.get();
  if (!error.detail?.position || !statement || !view) return '';
  const { line, character } = view.lineAt(statement.from + offsetOf(statement.text, error.detail.position));
  return words.at(line, character);
}

const said = ({ error }: Failure, source: string): string => {
  const stage = error.detail?.stage;
  return stage ? words.saidBy(stage === 'source' ? text.product : source, error.detail?.position ? words.read : words.stages[stage] ?? stage) : '';
};

function whole({ error, statement }: Failure): string {
  const { sqlstate, detail, hint } = error.detail ?? {};
  return [`${sqlstate ? `${sqlstate}: ` : ''}${error.message}`, detail, hint, statement?.text].filter(Boolean).join('\n');
}

const copy = (said: string): void => void copyText(said, words.copied);
