// trouble.tsx: a request that failed, where its answer would stand: what was said, at which stage, and what to do now.
import { ApiError } from '../api/client';
import { config } from '../config';
import { text } from '../text';

export function Trouble({ title, error, retry }: { title: string; error: ApiError; retry?: () => void }) {
  const stage = error.detail?.stage;
  return (
    <div className="empty-note" role="alert">
      <p className="b bad">{title}</p>
      <p className="m">{error.message}{stage && ` ${text.tree.stage(stage)}`} {error.detail?.hint}</p>
      {error.sessionExpired ? <LogInAgain /> : retry && <button type="button" className="btn link" onClick={retry}>{text.api.again}</button>}
    </div>
  );
}

/** What is typed stays in the page; the log-in opens beside it. */
export function LogInAgain() {
  if (!config.login) return null;
  return <a className="btn link" href={config.login} target="_blank" rel="noopener">{text.api.logIn}</a>;
}

/** Bars of the size of what comes, after a moment without it. */
export function Skeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, n) => <div key={n} className={`sk w${n % 4}`} />)}
    </div>
  );
}
