// filter_dialog.tsx: a filter's name, type and values, and which variable of each tile it sets.
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import type { Filter, Tile } from '../api/dashboards';
import { listSaved, type SavedRow, type VariableType } from '../api/saved';
import type { Value } from '../api/types';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { Select } from '../parts/select';
import { setsOf, setsWith, typed } from './filters';
import { titleOf } from './titles';
import { words } from './words';

interface Props {
  /** Null: a new one. */
  filter: Filter | null;
  filters: Filter[];
  tiles: Tile[];
  apply: (filter: Filter) => void;
  remove: (() => void) | null;
}

const fresh: Filter = { name: '', type: 'string' };

export function FilterDialog({ filter, filters, tiles, apply, remove }: Props) {
  const [next, setNext] = useState<Filter>(filter ?? fresh);
  const [usual, setUsual] = useState(textOf(next.default));
  const [list, setList] = useState((next.values ?? []).map(textOf).join('\n'));
  const [problem, setProblem] = useState('');
  const [saidType, setSaidType] = useState(filter !== null);
  const set = (part: Partial<Filter>): void => setNext((now) => ({ ...now, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(next.name)) return setProblem(words.badName);
    if (filters.some((each) => each !== filter && each.name === next.name)) return setProblem(words.takenName);
    apply(whole(next, usual, list));
    closeDialog();
  };
  return (
    <Dialog title={filter ? words.filterTitle(filter.label || filter.name) : words.newFilter} close={closeDialog}>
      <form onSubmit={submit} noValidate>
        <div className="bd fields two">
          <Text id="filter-name" label={words.filterName} value={next.name} hint={words.filterNameHint} first problem={problem} set={(name) => { set({ name, ...(!saidType && { type: typeOf(tiles, name) }) }); setProblem(''); }} />
          <Text id="filter-label" label={words.label} value={next.label ?? ''} hint={words.labelHint} set={(label) => set({ label })} />
          <Field label={words.type}><Select label={words.type} wide value={next.type} options={Object.entries(words.types).map(([value, text]) => ({ value, text }))} onChange={(type) => { set({ type: type as VariableType }); setSaidType(true); }} /></Field>
          <Text id="filter-default" label={words.default} value={usual} hint={words.defaultHint} set={setUsual} />
          <div className="field wide">
            <label htmlFor="filter-values">{words.values}</label>
            <textarea id="filter-values" className="area" rows={3} value={list} onInput={(event) => setList(event.currentTarget.value)} />
          </div>
          {!list.trim() && <ValuesFrom filter={next} set={set} />}
          <fieldset className="wide sets"><legend className="b">{words.sets}</legend>{tiles.filter((tile) => tile.saved?.variables.length).map((tile) => <SetsIn key={tile.id} filter={next} tile={tile} tiles={tiles} set={set} />)}</fieldset>
        </div>
        <div className="ft">
          {remove && <button type="button" className="btn danger" onClick={() => { remove(); closeDialog(); }}>{words.removeFilter}</button>}
          <span className="grow" /><button type="button" className="btn" onClick={closeDialog}>{words.cancel}</button><button type="submit" className="btn pri">{words.apply}</button>
        </div>
      </form>
    </Dialog>
  );
}

/** Of a new filter, until another one is chosen: that of the variable which has its name. */
const typeOf = (tiles: Tile[], name: string): VariableType => tiles.flatMap(({ saved }) => saved?.variables ?? []).find((each) => each.name === name)?.type ?? fresh.type;

const textOf = (value: Value | undefined): string => (value === undefined || value === null ? '' : String(value));

/** With what was typed; what is left empty is not there. */
function whole(filter: Filter, usual: string, list: string): Filter {
  const { default: _, values: __, label, ...rest } = filter;
  const values = list.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => typed(filter, line));
  return { ...rest, ...(label && { label }), ...(usual !== '' && { default: typed(filter, usual) }), ...(usual === '' && filter.default === null && { default: null }), ...(values.length > 0 && { values }) };
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return <div className="field"><span className="sm" aria-hidden="true">{label}</span>{children}</div>;
}

function Text({ id, label, value, hint, first, problem, set }: { id: string; label: string; value: string; hint: string; first?: boolean; problem?: string; set: (value: string) => void }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className={problem ? 'in err' : 'in'}><input id={id} {...(first && { 'data-first': true })} value={value} placeholder={hint} autoComplete="off" aria-invalid={!!problem} onInput={(event) => set(event.currentTarget.value)} /></span>
      {problem && <p className="bad sm" role="alert">{problem}</p>}
    </div>
  );
}

function ValuesFrom({ filter, set }: { filter: Filter; set: (part: Partial<Filter>) => void }) {
  const [list, setList] = useState<SavedRow[]>([]);
  useEffect(() => { listSaved().then(setList, () => undefined); }, []);
  const from = filter.values_from;
  return (
    <>
      <Field label={words.valuesFrom}><Select label={words.valuesFrom} wide value={from?.saved ?? ''} options={[{ value: '', text: words.nothing }, ...list.map(({ id, name }) => ({ value: id, text: name }))]} onChange={(saved) => set({ values_from: saved ? { saved, column: from?.column ?? filter.name } : undefined })} /></Field>
      {from && <Text id="filter-column" label={words.valuesColumn} value={from.column} hint="" set={(column) => set({ values_from: { ...from, column } })} />}
    </>
  );
}

/** Which variable of a tile it sets. As long as that is everywhere the one of its own name, nothing has to be said. */
function SetsIn({ filter, tile, tiles, set }: { filter: Filter; tile: Tile; tiles: Tile[]; set: (part: Partial<Filter>) => void }) {
  const chosen = setsOf(filter, tile)[0] ?? '';
  const change = (variable: string): void => set({ sets: setsWith(filter, tiles, tile, variable) });
  return <Select label={words.setsVariable(titleOf(tile))} before={<span className="ell">{titleOf(tile)}</span>} wide value={chosen} options={[{ value: '', text: words.nothing }, ...tile.saved!.variables.map(({ name }) => ({ value: name, text: name }))]} onChange={change} />;
}
