// source_form.tsx: the form for a database: paste a URL or fill in the fields, test, save. Enter tests, ⌘⏎ saves; what is
// wrong is said at its field, which gets the focus.
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { Source } from '../api/types';
import { mod, withMod } from '../lib/keys';
import { Icon, Key } from '../parts/icon';
import { Select } from '../parts/select';
import { type Field, tlsModes } from './fields';
import { RemoveDialog } from './remove_dialog';
import { TestSteps } from './test_steps';
import { type FormState, useForm } from './use_form';
import { words } from './words';

interface Props {
  source: Source | null;
  /** The page has no source yet: larger, with what the form is for. */
  first?: boolean;
  saved: (source: Source) => void;
  removed: () => void;
}

export function SourceForm({ source, first = false, saved, removed }: Props) {
  const state = useForm(source, saved, removed);
  const { form, set, wrong, busy } = state;
  const [more, setMore] = useState(!first);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (wrong?.field) element.current!.querySelector<HTMLElement>(`[name="${wrong.field}"]`)?.focus();
  }, [wrong]);
  useEffect(() => {
    if (!source) element.current!.querySelector<HTMLElement>('[name="url"]')?.focus();
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void state.test();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !withMod(event)) return;
    event.preventDefault();
    void state.save();
  };
  const field = (name: Field, label: string, rest: Partial<TextProps> = {}): ReactNode => (
    <TextField name={name} label={label} value={String(form[name])} wrong={wrong?.field === name ? wrong.words : ''} onInput={(value) => set(name, value)} {...rest} />
  );
  return (
    <form className={first ? 'form first' : 'form'} ref={element} onSubmit={submit} onKeyDown={onKeyDown} noValidate autoComplete="off">
      {field('url', words.form.url, { className: 'w6', tall: first, mono: true, placeholder: 'postgresql://user:password@host:5432/database', help: first ? words.form.urlHint : undefined, beside: first ? undefined : words.form.urlFollow, onBlur: state.leaveUrl })}
      {field('host', words.form.host, { className: 'w3', placeholder: 'localhost' })}
      {field('port', words.form.port, { className: 'w1', placeholder: '5432', numeric: true })}
      {field('database', words.form.database, { className: 'w2', placeholder: words.form.asUser })}
      {field('user', words.form.user, { className: 'w2' })}
      {field('password', words.form.password, { className: 'w2', secret: true, placeholder: source ? words.form.keep : '' })}
      {field('schema', words.form.schema, { className: 'w2', placeholder: words.form.allSeen })}
      {field('name', words.form.name, { className: 'w2', placeholder: words.form.asDatabase })}
      {more && <More state={state} field={field} />}
      <Actions state={state} source={source} first={first} more={more} open={() => setMore(true)} />
      {wrong && !wrong.field && <p className="w6 bad sm" role="alert">{wrong.words}</p>}
      <div className="w6" aria-live="polite" aria-busy={busy === 'testing'}><TestSteps tested={state.tested} tunnel={false} /></div>
    </form>
  );
}

function More({ state: { form, set }, field }: { state: FormState; field: (name: Field, label: string, rest?: Partial<TextProps>) => ReactNode }) {
  const id = useId();
  return (
    <>
      <div className="field w2"><label htmlFor={id}>{words.form.tls}</label>
        <Select id={id} label={words.form.tls} wide value={form.sslmode} onChange={(value) => set('sslmode', value)} options={tlsModes.map((value) => ({ value, text: value || words.form.tlsAuto }))} />
      </div>
      {field('timeout', words.form.timeout, { className: 'w1', placeholder: words.form.seconds, numeric: true })}
      {field('max_rows', words.form.maxRows, { className: 'w1', placeholder: words.sources.unlimited, numeric: true })}
      <label className="chk w6"><input type="checkbox" checked={form.read_only} onChange={(event) => set('read_only', event.currentTarget.checked)} />{words.form.readOnly}<span className="help">{form.read_only ? words.form.readOnlyHelp : words.form.writesHelp}</span></label>
    </>
  );
}

function Actions({ state, source, first, more, open }: { state: FormState; source: Source | null; first: boolean; more: boolean; open: () => void }) {
  const { busy, passed, tested } = state;
  const [asking, setAsking] = useState(false);
  const failed = tested.result && !tested.result.ok;
  return (
    <div className="row w6 acts">
      <button type="submit" className={passed ? 'btn' : 'btn pri'} aria-disabled={busy !== ''}>{busy === 'testing' ? words.form.testing : words.form.test} <Key>⏎</Key></button>
      <button type="button" className={passed ? 'btn pri' : 'btn'} aria-disabled={busy !== ''} onClick={() => void state.save()}>{busy === 'saving' ? words.form.saving : words.form.save} <Key>{`${mod}⏎`}</Key></button>
      {failed ? <button type="button" className="btn link" onClick={() => void state.save(true)}>{words.form.anyway}</button>
        : !passed && <span className="help">{words.form.untested}</span>}
      {first && !more && <button type="button" className="btn bare" onClick={open}>{words.form.more}<Icon name="chevron-down" small /></button>}
      <span className="grow" />
      {source && <button type="button" className="btn bare danger" onClick={() => setAsking(true)}>{words.form.remove}</button>}
      {asking && <RemoveDialog name={source!.name} close={() => setAsking(false)} remove={() => void state.remove()} />}
    </div>
  );
}

interface TextProps {
  name: Field;
  label: string;
  value: string;
  onInput: (value: string) => void;
  onBlur?: () => void;
  wrong: string;
  className?: string;
  placeholder?: string;
  help?: string;
  beside?: string;
  tall?: boolean;
  mono?: boolean;
  secret?: boolean;
  numeric?: boolean;
}

function TextField({ name, label, value, onInput, onBlur, wrong, className = 'w2', placeholder, help, beside, tall, mono, secret, numeric }: TextProps) {
  const id = useId();
  const about = wrong || help;
  return (
    <div className={`field ${className}`}>
      <div className="row lab"><label htmlFor={id}>{label}</label>{beside && <span className="f" aria-hidden="true">{beside}</span>}</div>
      <div className={`in${wrong ? ' err' : ''}${tall ? ' tall' : ''}`}>
        <input id={id} name={name} className={mono ? 'mono' : ''} type={secret ? 'password' : 'text'} inputMode={numeric ? 'numeric' : undefined} autoComplete={secret ? 'new-password' : 'off'} autoCapitalize="off" spellCheck={false}
          value={value} placeholder={placeholder} aria-invalid={wrong ? true : undefined} aria-describedby={about ? `${id}-about` : undefined} onInput={(event) => onInput(event.currentTarget.value)} onBlur={onBlur} />
      </div>
      {about && <span id={`${id}-about`} className={wrong ? 'sm bad' : 'help'} role={wrong ? 'alert' : undefined}>{about}</span>}
    </div>
  );
}
