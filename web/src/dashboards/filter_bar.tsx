// filter_bar.tsx: the filters above the tiles. What is chosen is in the URL; a value that is none of those to choose from
// is marked and applied like any other.
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { type Filter, type FilterValues, runSaved } from '../api/dashboards';
import type { Value } from '../api/types';
import { wordOf } from '../chart/value_words';
import { Icon } from '../parts/icon';
import { Select } from '../parts/select';
import { sameValue, typed, valueOf } from './filters';
import { words } from './words';

interface Props {
  filters: Filter[];
  values: FilterValues;
  /** Those that a click on a mark has set. */
  clicked: ReadonlySet<string>;
  set: (filter: Filter, value: Value | undefined) => void;
  clear: () => void;
  /** While the dashboard is edited: opens a filter's settings. */
  open?: (filter: Filter) => void;
  children?: ReactNode;
}

export function FilterBar({ filters, values, clicked, set, clear, open, children }: Props) {
  if (filters.length === 0 && !children) return null;
  return (
    <div className="filters" role="group" aria-label={words.filters}>
      {filters.map((filter) => (
        <span key={filter.name} className={`filter${clicked.has(filter.name) && Object.hasOwn(values, filter.name) ? ' clicked' : ''}`}>
          <Control filter={filter} values={values} set={(value) => set(filter, value)} />
          {Object.hasOwn(values, filter.name) && <button type="button" className="btn bare icon sm" aria-label={words.takeOff(labelOf(filter))} title={words.takeOff(labelOf(filter))} onClick={() => set(filter, undefined)}><Icon name="x" small /></button>}
          {open && <button type="button" className="btn bare icon sm" aria-label={words.change(labelOf(filter))} title={words.change(labelOf(filter))} onClick={() => open(filter)}><Icon name="pencil" /></button>}
        </span>
      ))}
      {!open && Object.keys(values).length > 0 && <button type="button" className="btn bare" onClick={clear}>{words.clear}</button>}
      {children}
    </div>
  );
}

export const labelOf = (filter: Filter): string => filter.label || filter.name;

interface ControlProps {
  filter: Filter;
  values: FilterValues;
  set: (value: Value | undefined) => void;
}

function Control({ filter, values, set }: ControlProps) {
  const choices = useChoices(filter);
  const value = valueOf(filter, values);
  if (choices || filter.type === 'boolean') return <Choice filter={filter} choices={choices ?? [true, false]} value={value} set={set} />;
  return <Field filter={filter} value={value} set={set} />;
}

/** The values to choose from: the filter's own list, or a column of a saved query. Null: there are none. */
function useChoices({ values, values_from: from }: Filter): Value[] | null {
  const [found, setFound] = useState<Value[] | null>(null);
  useEffect(() => {
    if (values || !from) return setFound(null);
    const controller = new AbortController();
    runSaved(from.saved, mostChoices, controller.signal).then(({ columns, results }) => {
      const at = Math.max(0, columns.indexOf(from.column));
      setFound([...new Set(results.map((row) => row[at] ?? null))]);
    }, () => undefined);
    return () => controller.abort();
  }, [values, from?.saved, from?.column]);
  return values ?? found;
}

const mostChoices = 1000;

function Choice({ filter, choices, value, set }: { filter: Filter; choices: Value[]; value: Value | undefined; set: ControlProps['set'] }) {
  const label = labelOf(filter);
  const at = choices.findIndex((each) => sameValue(each, value));
  const isLost = value !== undefined && value !== null && at < 0;
  const options = [
    ...(filter.default === undefined ? [{ value: 'unset', text: words.unset }] : []),
    ...(choices.includes(null) ? [] : [{ value: 'null', text: words.every }]),
    ...choices.map((each, n) => ({ value: String(n), text: each === null ? words.every : wordOf(each) })),
    ...(isLost ? [{ value: 'lost', text: words.notThere(wordOf(value)) }] : []),
  ];
  const chosen = value === undefined ? 'unset' : isLost ? 'lost' : at >= 0 ? String(at) : 'null';
  return (
    <span className={isLost ? 'pick-value lost-value' : 'pick-value'}>
      <Select label={label} before={label} value={chosen} options={options} onChange={(next) => { if (next !== 'lost') set(next === 'unset' ? undefined : next === 'null' ? null : choices[Number(next)]!); }} />
    </span>
  );
}

const inputs = { string: 'text', number: 'text', date: 'date', time: 'datetime-local', boolean: 'text' } as const;

function Field({ filter, value, set }: { filter: Filter; value: Value | undefined; set: ControlProps['set'] }) {
  const shown = value === undefined || value === null ? '' : String(value);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (text !== shown) set(text === '' ? undefined : typed(filter, text));
  };
  return (
    <form className="in named" onSubmit={submit}>
      <label htmlFor={`filter-${filter.name}`}>{labelOf(filter)}</label>
      <input id={`filter-${filter.name}`} type={inputs[filter.type] ?? 'text'} step={filter.type === 'time' ? 1 : undefined} inputMode={filter.type === 'number' ? 'decimal' : undefined} placeholder={value === null ? words.every : words.unset} value={text}
        onInput={(event) => setText(event.currentTarget.value)} onBlur={() => submit()} />
    </form>
  );
}
