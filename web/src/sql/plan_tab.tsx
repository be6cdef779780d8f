// plan_tab.tsx: how the database would run the statement at the caret; asked when the tab is opened, measured on request.
import { useEffect, useState } from 'react';
import type { ApiError } from '../api/client';
import { explain } from '../api/routes';
import { count } from '../lib/format';
import { useStore } from '../lib/store';
import { Trouble, Skeleton } from '../parts/trouble';
import { sourceOf } from '../stores/sources';
import { tabOf } from '../stores/tabs';
import { editor, explained } from './actions';
import { type PlanStep, stepsOf } from './plan';
import { paramsFor } from './values';
import { words } from './words';

interface Asked {
  state: 'idle' | 'asking' | 'there' | 'failed';
  query: string;
  steps: PlanStep[];
  error: ApiError | null;
}

const nothing: Asked = { state: 'idle', query: '', steps: [], error: null };

export function PlanTab({ tab }: { tab: string }) {
  const [asked, setAsked] = useState<Asked>(nothing);
  const times = useStore(explained);
  useEffect(() => {
    const controller = new AbortController();
    void ask(tab, false, setAsked, controller.signal);
    return () => controller.abort();
  }, [tab, times]);
  const again = (run: boolean): void => void ask(tab, run, setAsked);
  if (asked.state === 'asking') return <Skeleton rows={5} />;
  if (asked.state === 'failed') return <Trouble title={words.plan.failed} error={asked.error!} retry={() => again(false)} />;
  if (asked.state === 'idle') return <div className="empty-note"><p className="b">{words.plan.none}</p><p className="m">{words.plan.noneHint}</p></div>;
  return <Plan {...asked} again={again} />;
}

async function ask(tab: string, run: boolean, set: (asked: Asked) => void, signal?: AbortSignal): Promise<void> {
  const source = sourceOf(tabOf(tab)?.source ?? '');
  const statement = editor.get()?.statements(false)[0];
  if (!source || !statement) return set(nothing);
  const query = statement.text;
  const { language } = tabOf(tab)!;
  const params = paramsFor(language, query, tabOf(tab)!);
  set({ ...nothing, state: 'asking', query });
  try {
    const plan = await explain({ source_id: source.id, language, query, run, ...(params && { params }) }, signal);
    set({ ...nothing, state: 'there', query, steps: stepsOf(plan) });
  } catch (error) {
    if (!signal?.aborted) set({ ...nothing, state: 'failed', query, error: error as ApiError });
  }
}

function Plan({ query, steps, again }: Asked & { again: (run: boolean) => void }) {
  const measured = steps.some((step) => step.time !== null);
  const all = Math.max(...steps.map((step) => step.time ?? step.cost ?? 0), 1e-9);
  return (
    <div className="scroll" tabIndex={0}>
      <div className="row plan-head">
        <span className="f sm ell">{words.plan.of} <span className="mono">{query.replaceAll(/\s+/g, ' ').slice(0, 200)}</span></span>
        <span className="grow" />
        <button type="button" className="btn sm" onClick={() => again(true)}>{words.plan.measure}</button><span className="help">{words.plan.measureHint}</span>
      </div>
      <table className="t plan">
        <thead><tr><th>{words.plan.node}</th><th className="r">{measured ? words.plan.time : words.plan.cost}</th><th className="r">{words.plan.rows}</th>{measured && <th className="r">{words.plan.planned}</th>}<th><span className="unseen">{words.plan.share}</span></th></tr></thead>
        <tbody>
          {steps.map((step, n) => (
            <tr key={n}>
              <td><span className={`gap d${Math.min(step.depth, 12)}`} /><span className="b">{step.name}</span> <span className="m">{step.about}</span></td>
              <td className="r">{measured ? (step.time === null ? '' : `${step.time.toFixed(2)} ms`) : count(step.cost ?? 0)}</td>
              <td className="r">{count((measured ? step.measuredRows : step.rows) ?? 0)}</td>
              {measured && <td className="r f">{count(step.rows ?? 0)}</td>}
              <td className="share"><meter aria-hidden="true" min={0} max={1} value={(step.time ?? step.cost ?? 0) / all} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
