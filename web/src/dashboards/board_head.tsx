// board_head.tsx: above the tiles: whose numbers these are and how old, what can be done; while it is edited: how many
// changes there are, undo, redo, save.
import { useEffect, useState } from 'react';
import type { Dashboard } from '../api/dashboards';
import { age, timeOfDay } from '../lib/format';
import { mod } from '../lib/keys';
import { useNow } from '../lib/use_now';
import { Icon, Key } from '../parts/icon';
import { hrefOf } from '../route';
import { copyText } from '../stores/copy_text';
import type { Editor } from './editor';
import type { Runs } from './use_runs';
import { words } from './words';

interface Props {
  dashboard: Dashboard;
  name: string;
  runs: Runs;
  editor: Editor | null;
  edit: () => void;
  full: () => void;
}

export function BoardHead({ dashboard, name, runs, editor, edit, full }: Props) {
  return (
    <div className="head">
      <nav className="row crumbs" aria-label={words.path}>
        <a className="m" href={hrefOf('dashboards')}>{words.title}</a><Icon name="chevron-right" small />
        <h1 className="title ell" title={dashboard.description ?? undefined}>{name}</h1>
      </nav>
      <span className="grow" />
      {editor ? <Editing editor={editor} /> : (
        <>
          <Age runs={runs} />
          <button type="button" className="btn" onClick={runs.refresh}><Icon name="refresh-cw" /><span className="word">{words.refresh}</span></button>
          <Share />
          {dashboard.may_change && <button type="button" className="btn bare" onClick={edit}><Icon name="pencil" /><span className="word">{words.edit}</span></button>}
          <button type="button" className="btn bare icon note" aria-label={words.full} title={words.full} onClick={full}><Icon name="maximize-2" /></button>
        </>
      )}
    </div>
  );
}

/** The address has the filters as they are. */
function Share() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setCopied(false), copied ? 2000 : 0);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => void copyText(location.href, words.linkCopied, () => setCopied(true));
  return <button type="button" className="btn bare" onClick={copy}><Icon name={copied ? 'check' : 'share-2'} /><span className="word">{copied ? words.copied : words.copyLink}</span></button>;
}

/** The oldest numbers count; while tiles run, how many. */
function Age({ runs }: { runs: Runs }) {
  useNow(true, 30_000);
  const all = [...runs.all.values()];
  const going = all.filter(({ state }) => state === 'running' || state === 'waiting').length;
  const oldest = Math.min(...all.filter(({ document }) => document).map(({ at }) => at));
  if (going > 0) return <span className="f sm note">{words.running(going)}</span>;
  return <span className="f sm note">{Number.isFinite(oldest) ? words.numbersOf(timeOfDay(oldest), age(Date.now() - oldest)) : words.noNumbers}</span>;
}

function Editing({ editor }: { editor: Editor }) {
  const { changes, mayUndo, mayRedo, saving } = editor;
  return (
    <>
      <span className="m note">{words.editing(changes)}</span>
      <button type="button" className="btn bare" aria-disabled={!mayUndo} onClick={editor.undo}><span>{words.undo}</span><span className="note"><Key>{`${mod}Z`}</Key></span></button>
      <button type="button" className="btn bare" aria-disabled={!mayRedo} onClick={editor.redo}>{words.redo}</button>
      <button type="button" className="btn" onClick={editor.add}><Icon name="plus" /><span className="word">{words.addTile}</span></button>
      <button type="button" className="btn" onClick={editor.discard}>{changes > 0 ? words.discard : words.stop}</button>
      <button type="button" className="btn pri" aria-disabled={saving || changes === 0} onClick={editor.save}>{words.save}<span className="note"><Key>{`${mod}S`}</Key></span></button>
    </>
  );
}
