// variable_field.tsx: the value of $1 or {name}: a field of the kind that its variable has. Left empty it is the default.
import type { Variable } from '../api/saved';
import { text } from '../text';
import { misfits } from './values';

interface Props {
  field: string;
  variable: Variable | undefined;
  value: string | null | undefined;
  set: (value: string) => void;
}

const inputs = { string: 'text', number: 'text', date: 'date', time: 'datetime-local' } as const;

export const inWords = (value: unknown): string =>
  value === null || value === undefined ? text.bar.parameterUnset : typeof value === 'object' ? JSON.stringify(value) : String(value);

export function VariableInput({ field, variable, value, set }: Props) {
  const type = variable?.type ?? 'string';
  const unset = inWords(variable?.default);
  const label = text.bar.parameter(variable ? `${field} ${variable.name}` : field);
  if (type === 'boolean') {
    return (
      <select aria-label={label} value={value ?? ''} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{unset}</option><option value="true">true</option><option value="false">false</option>
      </select>
    );
  }
  return (
    <input aria-label={label} type={inputs[type]} inputMode={type === 'number' ? 'decimal' : undefined} step={type === 'time' ? 1 : undefined} aria-invalid={misfits(variable, value)}
      placeholder={unset} value={value ?? ''} onInput={(event) => set(event.currentTarget.value)} />
  );
}

/** With what it is called before it. */
export function VariableField(props: Props) {
  const { field, variable, value } = props;
  return (
    <label className={misfits(variable, value) ? 'var err' : 'var'}>
      <span aria-hidden="true">{field.startsWith('$') && variable ? `${field} ${variable.name}` : field.replace(/^variables\./, '')}</span>
      <VariableInput {...props} />
    </label>
  );
}
