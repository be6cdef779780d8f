// tile_dialog.tsx: what a tile has of its own: title, values of its query's variables, the chart; or its text.
import { type FormEvent, useEffect, useState } from 'react';
import { runSaved, type Tile } from '../api/dashboards';
import type { Document, Value } from '../api/types';
import { ChartSettings } from '../chart/chart_settings';
import { readChart } from '../chart/document';
import { offer } from '../chart/offer';
import { wordOf } from '../chart/value_words';
import { Dialog } from '../parts/dialog';
import { closeDialog } from '../parts/dialog_place';
import { typedValues } from './filters';
import { titleOf } from './titles';
import { words } from './words';

interface Props {
  tile: Tile;
  apply: (part: Partial<Tile>) => void;
}

export function TileDialog({ tile, apply }: Props) {
  const [markdown, setMarkdown] = useState(tile.markdown ?? '');
  const [overrides, setOverrides] = useState(tile.overrides);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    apply(tile.markdown === null ? { overrides: { ...overrides, ...(overrides.variables && { variables: typedValues(tile.saved?.variables ?? [], overrides.variables) }) } } : { markdown });
    closeDialog();
  };
  return (
    <Dialog title={words.tileTitle(titleOf(tile))} close={closeDialog}>
      <form onSubmit={submit}>
        <div className="bd fields">
          {tile.markdown === null ? <QueryFields tile={tile} overrides={overrides} set={setOverrides} /> : (
            <div className="field">
              <label htmlFor="tile-text">{words.text}</label>
              <textarea id="tile-text" data-first className="area mono" rows={10} value={markdown} aria-describedby="tile-text-hint" onInput={(event) => setMarkdown(event.currentTarget.value)} />
              <p id="tile-text-hint" className="help">{words.textHint}</p>
            </div>
          )}
        </div>
        <div className="ft"><button type="button" className="btn" onClick={closeDialog}>{words.cancel}</button><button type="submit" className="btn pri">{words.apply}</button></div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  tile: Tile;
  overrides: Tile['overrides'];
  set: (next: Tile['overrides']) => void;
}

function QueryFields({ tile, overrides, set }: FieldsProps) {
  const variables = tile.saved?.variables ?? [];
  const setVariable = (name: string, text: string): void => {
    const { [name]: _, ...rest } = overrides.variables ?? {};
    set({ ...overrides, variables: text === '' ? rest : { ...rest, [name]: text } });
  };
  return (
    <>
      <div className="field">
        <label htmlFor="tile-title">{words.tileName}</label>
        <span className="in"><input id="tile-title" data-first value={overrides.title ?? ''} placeholder={tile.saved?.name ?? words.tileNameHint} maxLength={200} onInput={(event) => set(withTitle(overrides, event.currentTarget.value))} /></span>
      </div>
      {variables.map(({ name, default: usual }) => (
        <div key={name} className="field">
          <label htmlFor={`tile-${name}`}>{words.variable(name)}</label>
          <span className="in"><input id={`tile-${name}`} value={textOf(overrides.variables?.[name])} placeholder={usual === undefined ? words.variableHint : wordOf(usual)} onInput={(event) => setVariable(name, event.currentTarget.value)} /></span>
        </div>
      ))}
      {tile.saved_query_id && tile.state === 'ok' && <ChartFields tile={tile} overrides={overrides} set={set} />}
    </>
  );
}

const textOf = (value: Value | undefined): string => (value === undefined || value === null ? '' : String(value));

const withTitle = ({ title: _, ...rest }: Tile['overrides'], title: string): Tile['overrides'] => (title ? { ...rest, title } : rest);

/** The chart's settings need the columns of its result: a few rows are fetched. */
function ChartFields({ tile, overrides, set }: FieldsProps) {
  const [result, setResult] = useState<Document | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    runSaved(tile.saved_query_id!, 100, controller.signal).then(setResult, () => undefined);
    return () => controller.abort();
  }, []);
  if (!result) return <p className="help">{words.noNumbersYet}</p>;
  const kept = overrides.chart !== undefined && overrides.chart !== null;
  const offered = offer(result);
  const read = readChart(overrides.chart ?? tile.saved!.chart);
  const chart = read ? read.chart : offered?.chart ?? null;
  const change = (next: unknown): void => {
    const { chart: _, ...rest } = overrides;
    set(next === null ? rest : { ...rest, chart: next });
  };
  return chart && <ChartSettings document={result} chart={chart} offered={offered} kept={kept} change={change} />;
}
