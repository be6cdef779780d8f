// use_form.ts: what a connection form does: it follows a pasted URL, tests, saves, removes. The screen draws it.
import { useRef, useState } from 'react';
import { ApiError } from '../api/client';
import { changeSource, createSource, dropSource, parseUrl, testFields } from '../api/routes';
import type { Source } from '../api/types';
import { duration } from '../lib/format';
import { say } from '../stores/said';
import { forgetSchema } from '../stores/schema';
import { loadSources } from '../stores/sources';
import { type Field, type Form, type Wrong, databaseOf, emptyForm, fieldNamed, fieldsOf, formOf, nameOf, withUrl, withoutPassword, wrongIn } from './fields';
import { neverTested, type Tested } from './test_steps';
import { words } from './words';

export interface FormState {
  form: Form;
  wrong: Wrong;
  tested: Tested;
  busy: '' | 'testing' | 'saving';
  /** A test of exactly these fields passed. */
  passed: boolean;
  set: (field: Field, value: string | boolean) => void;
  leaveUrl: () => void;
  test: () => Promise<boolean>;
  save: (anyway?: boolean) => Promise<void>;
  remove: () => Promise<void>;
}

const typingPause = 250;

export function useForm(source: Source | null, saved: (source: Source) => void, removed: () => void): FormState {
  const [form, setForm] = useState<Form>(() => (source ? formOf(source) : emptyForm));
  const [wrong, setWrong] = useState<Wrong>(null);
  const [tested, setTested] = useState<Tested>(neverTested);
  const [busy, setBusy] = useState<FormState['busy']>('');
  const [passed, setPassed] = useState(false);
  // What the form is at this moment, for what waits: a parse that is under way may still change it.
  const now = useRef(form);
  const parsing = useRef<{ timer: number; due: string; done: Promise<void> }>({ timer: 0, due: '', done: Promise.resolve() });

  const put = (next: Form): void => {
    now.current = next;
    setForm(next);
    setPassed(false);
    setWrong(null);
  };
  const parse = (): Promise<void> => {
    clearTimeout(parsing.current.timer);
    const url = parsing.current.due;
    if (!url) return parsing.current.done;
    parsing.current.due = '';
    parsing.current.done = parseUrl(url).then(
      (said) => put(withUrl(now.current, said)),
      (error: ApiError) => setWrong({ field: 'url', words: error.message }),
    );
    return parsing.current.done;
  };
  const set = (field: Field, value: string | boolean): void => {
    put({ ...now.current, [field]: value });
    if (field !== 'url') return;
    parsing.current.due = /^\w+:\/\/./.test(String(value)) ? String(value).trim() : '';
    clearTimeout(parsing.current.timer);
    parsing.current.timer = window.setTimeout(() => void parse(), typingPause);
  };
  const leaveUrl = (): void => void parse().then(() => {
    if (now.current.password) setForm((now.current = { ...now.current, url: withoutPassword(now.current.url) }));
  });

  const refused = (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error;
    setWrong({ field: fieldNamed(error.field), words: error.message });
  };

  /** The fields as they are sent, or null if something is plainly wrong. */
  const ready = async (needsName: boolean): Promise<ReturnType<typeof fieldsOf> | null> => {
    await parse();
    const found = wrongIn(now.current, needsName);
    setWrong(found);
    return found ? null : fieldsOf({ ...now.current, database: databaseOf(now.current) }, source);
  };

  const test = async (): Promise<boolean> => {
    const fields = await ready(false);
    if (!fields) return false;
    setBusy('testing');
    setTested({ ...neverTested, state: 'testing' });
    try {
      const result = await testFields({ ...fields, ...(source && { source_id: source.id }) });
      setTested({ state: 'done', result, at: Date.now() });
      setPassed(result.ok);
      if (!result.ok && result.stage === 'authenticate') setWrong({ field: 'password', words: words.form.refusedPassword });
      say(result.ok ? words.form.tested(duration(result.latency_ms ?? 0)) : words.form.testFailed(words.form.steps[result.stage] ?? result.stage));
      return result.ok;
    } catch (error) {
      setTested(neverTested);
      refused(error);
      return false;
    } finally {
      setBusy('');
    }
  };

  const save = async (anyway = false): Promise<void> => {
    const fields = await ready(true);
    if (!fields || (!anyway && !passed && !(await test()))) return;
    setBusy('saving');
    try {
      const name = nameOf(now.current);
      const named = source?.name === name ? fields : { ...fields, name };
      const kept = source ? await changeSource(source.id, named) : await createSource(named);
      forgetSchema(kept.id);
      await loadSources();
      say(words.form.saved(kept.name));
      saved(kept);
    } catch (error) {
      refused(error);
    } finally {
      setBusy('');
    }
  };

  const remove = async (): Promise<void> => {
    if (!source) return;
    try {
      await dropSource(source.id);
      forgetSchema(source.id);
      await loadSources();
      say(words.form.removed(source.name));
      removed();
    } catch (error) {
      refused(error);
    }
  };
  return { form, wrong, tested, busy, passed, set, leaveUrl, test, save, remove };
}
