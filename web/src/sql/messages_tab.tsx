// messages_tab.tsx: what the database said besides rows: notices and warnings, in its order; also what it said before it failed.
import type { Notice } from '../api/types';
import { words } from './words';

export function MessagesTab({ notices }: { notices: Notice[] }) {
  if (notices.length === 0) {
    return <div className="empty-note"><p className="b">{words.messages.none}</p><p className="m">{words.messages.noneHint}</p></div>;
  }
  return (
    <ol className="scroll" tabIndex={0}>
      {notices.map((notice, n) => (
        <li key={n} className="said-by">
          <p className="row"><span className={notice.severity === 'WARNING' ? 'badge cut' : 'badge'}>{notice.severity ?? 'NOTICE'}</span><span>{notice.message}</span>{notice.sqlstate && notice.sqlstate !== '00000' && <span className="code-chip f">{notice.sqlstate}</span>}</p>
          {notice.detail && <p className="m">{notice.detail}</p>}
          {notice.hint && <p className="m">{notice.hint}</p>}
        </li>
      ))}
    </ol>
  );
}
