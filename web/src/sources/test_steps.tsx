// test_steps.tsx: a connection step by step: ticks up to where it came, red where it stopped.
import type { TestResult } from '../api/types';
import { duration, timeOfDay } from '../lib/format';
import { Icon } from '../parts/icon';
import { words } from './words';

export const stages = ['resolve', 'connect', 'tls', 'authenticate', 'query'];

export interface Tested {
  state: 'never' | 'testing' | 'done';
  result: TestResult | null;
  at: number;
}

export const neverTested: Tested = { state: 'never', result: null, at: 0 };

export function TestSteps({ tested, tunnel }: { tested: Tested; tunnel: boolean }) {
  const { result, state } = tested;
  const list = tunnel ? ['resolve', 'tunnel', ...stages.slice(1)] : stages;
  const failedAt = result && !result.ok ? Math.max(0, list.indexOf(result.stage)) : -1;
  const superuser = result?.ok && /superuser/i.test(result.message ?? '');
  return (
    <section className="tested">
      <h3 className="b">{state === 'testing' ? words.form.testing : result ? words.form.lastTest(timeOfDay(tested.at)) : words.form.whatTestDoes}</h3>
      <ol className="steps">
        {list.map((stage, n) => {
          const passed = result ? result.ok || n < failedAt : false;
          return <Step key={stage} stage={stage} failed={n === failedAt} passed={passed} result={result} last={n === list.length - 1} />;
        })}
      </ol>
      {superuser && <p className="cut sm risky">{result.message}</p>}
    </section>
  );
}

function Step({ stage, failed, passed, result, last }: { stage: string; failed: boolean; passed: boolean; result: TestResult | null; last: boolean }) {
  const about = failed ? result!.message : !result ? words.form.stepHints[stage] : passed ? (last ? result.server_version && `PostgreSQL ${result.server_version.replace(/^PostgreSQL /, '')}` : words.form.passed) : words.form.notReached;
  return (
    <li className={passed ? 'step' : failed ? 'step failed' : 'step no'}>
      <span className={passed ? 'good' : failed ? 'bad' : ''}><Icon name={passed ? 'check' : failed ? 'x' : 'minus'} /></span>
      <span className={failed ? 'bad b' : 'name'}>{words.form.steps[stage]}</span>
      <span className={failed ? 'bad sm words' : 'sm words'}>{about}</span>
      <span className="sm r">{last && passed && result?.latency_ms ? duration(result.latency_ms) : ''}</span>
    </li>
  );
}
