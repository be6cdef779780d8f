// sources_screen.tsx: the databases that queries can run on; beside the list the chosen one's form.
import { useEffect, useState } from 'react';
import { listCalls } from '../api/routes';
import type { Call, Source } from '../api/types';
import { config } from '../config';
import { age, count, duration } from '../lib/format';
import { useStore } from '../lib/store';
import { Icon } from '../parts/icon';
import { Skeleton, Trouble } from '../parts/trouble';
import { go, hrefOf, route } from '../route';
import { said } from '../stores/said';
import { loadSources, sources } from '../stores/sources';
import { SourceForm } from './source_form';
import { words } from './words';

export function SourcesScreen() {
  const { item } = useStore(route);
  const { list, state, error } = useStore(sources);
  const news = useStore(said);
  const chosen = list.find((source) => source.id === item) ?? null;
  const open = config.may.manage_sources && (item === 'new' || chosen !== null);
  useEffect(() => { void loadSources(); }, []);
  return (
    <div className={open ? 'cols with-form' : 'cols without-form'}>
      <main className="work">
        <div className="head">
          <h1 className="title">{words.sources.title}</h1><span className="f">{list.length}</span><span className="grow" />
          {config.may.manage_sources && <button type="button" className="btn" onClick={() => go('sources', 'new')}><Icon name="plus" />{words.sources.add}</button>}
        </div>
        {state === 'loading' && <Skeleton rows={4} />}
        {state === 'failed' && error && <Trouble title={words.sources.failed} error={error} retry={() => void loadSources()} />}
        {list.length > 0 && <SourceTable list={list} chosen={item} />}
        {state === 'ready' && list.length === 0 && <div className="empty-note"><p className="b">{words.sources.none}</p><p className="m">{words.sources.noneHint}</p></div>}
        {!config.may.manage_sources && <p className="empty-note help">{words.sources.noRight}</p>}
        <span className="grow" />
        <div className="foot"><output className="says">{news}</output></div>
      </main>
      {open && (
        <section className="beside" aria-label={chosen?.name ?? words.form.newTitle} key={item}>
          <div className="head">
            <h2 className="title ell">{chosen?.name ?? words.form.newTitle}</h2><span className="grow" />
            <a className="btn bare icon" href={hrefOf('sources')} aria-label={words.sources.close} title={words.sources.close}><Icon name="x" /></a>
          </div>
          <div className="scroll"><SourceForm source={chosen} saved={(source) => go('sources', source.id)} removed={() => go('sources')} /></div>
        </section>
      )}
    </div>
  );
}

function SourceTable({ list, chosen }: { list: Source[]; chosen: string }) {
  const [calls, setCalls] = useState<Call[]>([]);
  useEffect(() => { void listCalls().then(setCalls, () => undefined); }, [list]);
  return (
    <div className="scroll list">
      <table className="t sources">
        <thead><tr><th>{words.sources.name}</th><th>{words.sources.place}</th><th className="note">{words.sources.changed}</th><th className="r wide-only">{words.sources.running}</th><th className="r wide-only">{words.sources.limits}</th></tr></thead>
        <tbody>
          {list.map((source) => (
            <tr key={source.id} aria-selected={source.id === chosen} onClick={() => go('sources', source.id)}>
              <td><a className="name b" href={hrefOf('sources', source.id)}>{source.name}</a><span className="f xs">{source.read_only ? words.sources.readOnly : <span className="cut">{words.sources.writes}</span>}</span></td>
              <td className="mono ell">{placeOf(source)}{source.description && <span className="f sans ell">{source.description}</span>}</td>
              <td className="note m">{age(Date.now() - Date.parse(source.updated_at))}</td>
              <td className="r wide-only">{runningOf(source, calls)}</td>
              <td className="r m wide-only">{limitsOf(source)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const placeOf = ({ options }: Source): string => `${String(options.host ?? '')}:${String(options.port ?? 5432)}/${String(options.database ?? '')}`;

function runningOf(source: Source, calls: Call[]): string {
  const running = calls.filter((call) => call.source === source.name).length;
  return source.max_connections === null ? count(running) : words.sources.of(running, source.max_connections);
}

function limitsOf({ timeout, max_rows }: Source): string {
  const limits = [timeout !== null && duration(timeout * 1000), max_rows !== null && words.sources.rowsShort(max_rows)].filter(Boolean);
  return limits.length > 0 ? limits.join(' · ') : words.sources.serverLimits;
}
