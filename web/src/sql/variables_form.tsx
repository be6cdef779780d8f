// variables_form.tsx: what the fields of a query are: names, types, defaults and values, under the toolbar.
import type { Value } from '../api/types';
import type { Variable, VariableType } from '../api/saved';
import { useStore } from '../lib/store';
import { Icon } from '../parts/icon';
import { Select } from '../parts/select';
import { showVariables } from '../stores/panes';
import { activeTab, changeTab, type Tab, tabs } from '../stores/tabs';
import { fieldsOf, misfits, typedAs, variablesFor } from './values';
import { inWords, VariableInput } from './variable_field';
import { words } from './words';

const types: VariableType[] = ['string', 'number', 'boolean', 'date', 'time'];

export function VariablesForm() {
  const tab = useStore(tabs, activeTab);
  if (!tab) return null;
  const fields = fieldsOf(tab.language, tab.text).filter((field) => tab.language === 'sql' || /^variables\.[A-Za-z_]\w*$/.test(field));
  const now = variablesFor(tab.language, tab.text, tab);
  // $1 stands before its name, a name before {variables.name}.
  const { place, name } = words.variables;
  const heads = tab.language === 'sql' ? [place, name] : [name, place];
  const change = (n: number, part: Partial<Variable>): void => changeTab(tab.id, { variables: now.map((each, at) => (at === n ? { ...each, ...part } : each)) });
  return (
    <section className="vars" aria-label={words.variables.title} id="variables">
      <div className="vargrid">
        {heads.map((head) => <span key={head} className="xs f">{head}</span>)}<span className="xs f">{words.variables.type}</span><span className="xs f">{words.variables.fallback}</span><span className="xs f">{words.variables.value}</span>
        {fields.map((field, n) => <Row key={field} tab={tab} field={field} variable={now[n]!} names={now.map((each) => each.name)} change={(part) => change(n, part)} />)}
      </div>
      <button type="button" className="btn bare icon" aria-label={words.variables.close} title={words.variables.close} onClick={() => showVariables.set(false)}><Icon name="x" /></button>
      {fields.length === 0 && <p className="help">{words.variables.none}</p>}
    </section>
  );
}

interface RowProps {
  tab: Tab;
  field: string;
  variable: Variable;
  names: string[];
  change: (part: Partial<Variable>) => void;
}

const isName = /^[A-Za-z_]\w*$/;

function Row({ tab, field, variable, names, change }: RowProps) {
  const value = tab.values[field];
  const sql = tab.language === 'sql';
  const badName = !isName.test(variable.name) || names.filter((name) => name === variable.name).length > 1;
  const wrong = badName ? words.variables.badName : misfits(variable, value) || misfits(variable, fallbackOf(variable)) ? words.variables.misfit(words.variables.types[variable.type]!) : '';
  return (
    <div className="varline">
      <span className="mono">{field.replace(/^variables\./, '')}</span>
      {sql ? <span className={badName ? 'in err' : 'in'}><input aria-label={words.variables.nameOf(field)} value={variable.name} maxLength={100} onInput={(event) => change({ name: event.currentTarget.value })} /></span> : <span className="mono f">{`{${field}}`}</span>}
      <Select label={words.variables.typeOf(field)} value={variable.type} options={types.map((type) => ({ value: type, text: words.variables.types[type]! }))} onChange={(type) => change({ type: type as VariableType, ...('default' in variable && { default: null }) })} />
      <span className="in"><input aria-label={words.variables.fallbackOf(field)} placeholder={'default' in variable ? inWords(null) : words.variables.needed} value={fallbackOf(variable) ?? ''} onInput={(event) => change({ default: fallbackFrom(variable.type, event.currentTarget.value) })} /></span>
      <span className={misfits(variable, value) ? 'in err' : 'in'}><VariableInput field={field} variable={variable} value={value} set={(typed) => changeTab(tab.id, { values: { ...tab.values, [field]: typed === '' ? null : typed } })} /></span>
      {wrong && <p className="bad sm problem" role="alert">{wrong}</p>}
    </div>
  );
}

const fallbackOf = ({ default: value }: Variable): string | null => (value === null || value === undefined ? null : inWords(value));

const fallbackFrom = (type: VariableType, typed: string): Value => (typed === '' ? null : typedAs(type, typed));
