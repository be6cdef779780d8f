// fields.ts: a connection form's fields, and what of them is sent. What a value may be the server says; here is only what
// a person should be told before asking it.
import type { SourceFields } from '../api/routes';
import type { Source, Value } from '../api/types';
import { words } from './words';

export interface Form {
  url: string;
  name: string;
  host: string;
  port: string;
  database: string;
  user: string;
  password: string;
  schema: string;
  sslmode: string;
  read_only: boolean;
  timeout: string;
  max_rows: string;
}

export type Field = keyof Form;

export const emptyForm: Form = {
  url: '', name: '', host: '', port: '', database: '', user: '', password: '', schema: '', sslmode: '', read_only: true, timeout: '', max_rows: '',
};

export const tlsModes = ['', 'disable', 'prefer', 'require', 'verify-full'];

const word = (value: Value | undefined): string => (value === null || value === undefined ? '' : String(value));

export const formOf = (source: Source): Form => ({
  ...emptyForm, name: source.name, read_only: source.read_only, timeout: word(source.timeout), max_rows: word(source.max_rows),
  host: word(source.options.host), port: word(source.options.port), database: word(source.options.database), user: word(source.options.user),
  schema: word(source.options.schema), sslmode: word(source.options.sslmode),
});

/** What a URL says, over what the form has; what it does not say stays. */
export function withUrl(form: Form, said: SourceFields): Form {
  const next = { ...form };
  for (const field of ['host', 'port', 'database', 'user', 'password', 'schema', 'sslmode'] as const)
    if (said[field] !== undefined && said[field] !== null) next[field] = word(said[field]);
  if (!form.name || form.name === form.database) next.name = next.database || form.name;
  return next;
}

/** The URL without its password, which stands in its own field by now. */
export const withoutPassword = (url: string): string => url.replace(/^(\w+:\/\/[^/:@\s]*):[^@\s]*@/, '$1@');

/** Fields that are to be sent: all of a new source, what differs of one that is there. */
export function fieldsOf(form: Form, before: Source | null): SourceFields {
  const old = before ? formOf(before) : emptyForm;
  const fields: SourceFields = {};
  const options: { [key: string]: Value } = {};
  for (const field of ['host', 'port', 'database', 'user', 'password', 'schema'] as const)
    if (form[field] !== old[field]) fields[field] = field === 'port' && /^\d+$/.test(form.port) ? Number(form.port) : form[field];
  if (form.sslmode !== old.sslmode) options.sslmode = form.sslmode || null;
  if (!before || form.read_only !== old.read_only) options.read_only = form.read_only;
  for (const field of ['timeout', 'max_rows'] as const)
    if (form[field] !== old[field]) options[field] = form[field] === '' ? null : Number.isNaN(Number(form[field])) ? form[field] : Number(form[field]);
  return { ...fields, ...(Object.keys(options).length > 0 && { options }) };
}

export type Wrong = { field: Field | null; words: string } | null;

/** What is wrong with a form at first sight. */
export function wrongIn(form: Form, needsName: boolean): Wrong {
  if (!form.host.trim()) return { field: 'host', words: words.form.required(words.form.host) };
  if (form.port && !(/^\d+$/.test(form.port) && Number(form.port) >= 1 && Number(form.port) <= 65535)) return { field: 'port', words: words.form.badPort };
  if (!form.user.trim()) return { field: 'user', words: words.form.required(words.form.user) };
  if (needsName && !nameOf(form)) return { field: 'name', words: words.form.required(words.form.name) };
  return null;
}

/** Left empty, the name is the database's, and the database's the user's. */
export const nameOf = (form: Form): string => form.name.trim() || databaseOf(form);
export const databaseOf = (form: Form): string => form.database.trim() || form.user.trim();

/** The form's field that the server means by options.timeout, database, … */
export function fieldNamed(name: string | null): Field | null {
  const last = name?.split('.').at(-1) ?? '';
  return last in emptyForm ? (last as Field) : null;
}
