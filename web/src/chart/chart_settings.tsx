// chart_settings.tsx: how the chart is drawn, beside it: columns by name, so that they outlive a change of the query.
import { type ReactNode, useId } from 'react';
import type { Document } from '../api/types';
import { roleOf } from '../lib/column_role';
import { Select } from '../parts/select';
import { changed, withColour, withFormat, withNumber, withOptions, withStack, withType } from './changes';
import { colourNames } from './colours';
import { cloudOf, drawn } from './data';
import { type ChartDocument, type ChartOptions, type ChartType, chartTypes } from './document';
import { exactFormats, numberFormats } from './numbers';
import { mostSeries, type Offer, possibleTypes } from './offer';
import { wordOf } from './value_words';
import { words } from './words';

interface Props {
  document: Document;
  /** Null: a later version's, of which only the kind can be changed. */
  chart: ChartDocument | null;
  offered: Offer | null;
  kept: boolean;
  change: (chart: ChartDocument | null) => void;
}

export function ChartSettings({ document, chart, offered, kept, change }: Props) {
  const types = chart ? possibleTypes(document, chart) : chartTypes;
  return (
    <aside className="chart-set" aria-label={words.settings}>
      {chart && <Choose label={words.type} value={chart.type} options={types.map((type) => ({ value: type, text: words.types[type]! }))} onChange={(type) => change(withType(document, chart, type as ChartType))} />}
      {chart && chart.type !== 'table' && <Columns document={document} chart={chart} change={change} />}
      {chart && chart.type !== 'table' && <Looks document={document} chart={chart} change={change} />}
      <p className="help because">
        {!kept && chart && offered && words.because(words.types[chart.type]!, offered.shape)}
        {kept && <button type="button" className="btn link" onClick={() => change(null)}>{words.reset}</button>}
      </p>
    </aside>
  );
}

interface Part {
  document: Document;
  chart: ChartDocument;
  change: (chart: ChartDocument) => void;
}

/** The types over several numbers, each its own line or bar. */
const several = new Set<ChartType>(['line', 'area', 'bar', 'row']);

function Columns({ document, chart, change }: Part) {
  const numbers = document.columns.filter((_, n) => roleOf(document.postgres_types[n]!) === 'number');
  const times = document.columns.filter((_, n) => roleOf(document.postgres_types[n]!) === 'time');
  const { type, x, y, series, options } = chart;
  const number = type === 'number';
  const seriesLabel = type === 'scatter' ? words.seriesOf : type === 'heatmap' ? words.rows : words.series;
  const others = document.columns.filter((name) => name !== x && !y.includes(name));
  return (
    <>
      {!number && <Choose label={words.x} value={x ?? ''} options={named(type === 'scatter' ? numbers : document.columns, x)} onChange={(name) => change(changed(chart, { x: name }))} />}
      <Choose label={number ? words.value : words.y} value={y[0] ?? ''} options={named(numbers, y[0] ?? null)} onChange={(name) => change(withNumber(chart, 0, name))} />
      {several.has(type) && y.slice(1).map((name, n) => (
        <Choose key={n} label={`${words.y} ${n + 2}`} value={name} options={[{ value: '', text: words.no }, ...named(numbers, name)]} onChange={(next) => change(withNumber(chart, n + 1, next))} />
      ))}
      {several.has(type) && y.length < mostSeries && numbers.some((name) => !y.includes(name) && name !== x) && (
        <Choose label={words.add} hideLabel value="" options={[{ value: '', text: words.add }, ...named(numbers.filter((name) => !y.includes(name) && name !== x), null)]} onChange={(next) => change(withNumber(chart, y.length, next))} />
      )}
      {number && <Choose label={words.trend} value={x ?? ''} options={optional(times, x)} onChange={(name) => change(changed(chart, { x: name || null }))} />}
      {number && x === null && numbers.length > 1 && <Choose label={words.before} value={y[1] ?? ''} options={optional(numbers.filter((name) => name !== y[0]), y[1] ?? null)} onChange={(name) => change(withNumber(chart, 1, name))} />}
      {type === 'scatter' && <Choose label={words.size} value={options.size ?? ''} options={optional(numbers, options.size ?? null)} onChange={(name) => change(withOptions(chart, { size: name || null }))} />}
      {!number && type !== 'pie' && <Choose label={seriesLabel} value={series ?? ''} options={optional(others, series)} onChange={(name) => change(changed(chart, { series: name || null }))} />}
    </>
  );
}

function Looks({ document, chart, change }: Part) {
  const { type, options } = chart;
  const data = drawn(document, chart);
  const isLine = type === 'line' || type === 'area';
  const isBar = type === 'bar' || type === 'row';
  const formats = type === 'number' ? exactFormats : numberFormats;
  const lines = type === 'scatter' ? cloudOf(document, chart).lines : type === 'pie' ? data.x.map(wordOf) : data.lines.map(({ name }) => name);
  const crowded = type !== 'heatmap' && type !== 'scatter' && (data.left > 0 || options.additive === true);
  const stacks = [['side', isLine ? words.flat : words.stacks.side], ['stack', words.stacks.stack], ['percent', words.stacks.percent]] as const;
  const stack = chart.stack === 'percent' ? 'percent' : chart.stack || type === 'area' ? 'stack' : 'side';
  return (
    <>
      <Choose label={words.format} value={chart.format[chart.y[0] ?? ''] ?? ''} options={formats.map((value) => ({ value, text: words.formats[value]! }))} onChange={(format) => change(withFormat(chart, format))} />
      {(isBar || type === 'pie') && <Choose label={words.sort} value={options.sort ?? ''} options={Object.entries(words.sorts).map(([value, text]) => ({ value, text }))} onChange={(sort) => change(withOptions(chart, { sort: (sort || undefined) as ChartOptions['sort'] }))} />}
      {(isLine || isBar) && data.lines.length > 1 && <Choose label={words.stack} value={stack} options={stacks.map(([value, text]) => ({ value, text }))} onChange={(value) => change(withStack(chart, value === 'percent' ? 'percent' : value === 'stack'))} />}
      {type === 'line' && <Check label={words.zero} checked={options.zero !== false} onChange={(zero) => change(withOptions(chart, { zero }))} />}
      {crowded && <div><Check label={words.additive} checked={options.additive === true} onChange={(additive) => change(withOptions(chart, { additive }))} /><p className="help">{words.additiveHint}</p></div>}
      {type !== 'number' && type !== 'heatmap' && lines.length > 0 && <Colours chart={chart} lines={lines.slice(0, mostSeries)} change={change} />}
    </>
  );
}

function Colours({ chart, lines, change }: { chart: ChartDocument; lines: string[]; change: Part['change'] }) {
  return (
    <details className="colours">
      <summary>{words.colours}</summary>
      {lines.map((name) => {
        const colour = chart.options.colours?.[name] ?? '';
        return (
          <div key={name} className="row">
            <span className={`key ${colour || 'none'}`} aria-hidden="true" />
            <span className="ell grow" title={name}>{name || ' '}</span>
            <Select label={words.colourOf(name)} value={colour} options={[{ value: '', text: words.inOrder }, ...colourNames.map((value) => ({ value, text: words.colourNames[value]! }))]} onChange={(value) => change(withColour(chart, name, value))} />
          </div>
        );
      })}
    </details>
  );
}

/** A name that the result does not have stays in the list, marked, as it is what was chosen. */
function named(names: string[], chosen: string | null): { value: string; text: string }[] {
  const options = [...new Set(names)].map((name) => ({ value: name, text: name }));
  if (chosen !== null && chosen !== '' && !names.includes(chosen)) options.unshift({ value: chosen, text: words.gone(chosen) });
  return options;
}

const optional = (names: string[], chosen: string | null): { value: string; text: string }[] => [{ value: '', text: words.no }, ...named(names, chosen)];

function Choose({ label, hideLabel, ...select }: { label: string; hideLabel?: boolean; value: string; options: { value: string; text: string }[]; onChange: (value: string) => void }): ReactNode {
  const id = useId();
  return <div className="field">{!hideLabel && <label htmlFor={id}>{label}</label>}<Select id={hideLabel ? undefined : id} label={label} wide {...select} /></div>;
}

function Check({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return <label className="chk"><input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />{label}</label>;
}
