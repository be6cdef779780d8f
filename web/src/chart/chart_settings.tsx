// chart_settings.tsx: how the chart is drawn, beside it: columns by name, so that they outlive a change of the query.
import { useId } from 'react';
import type { Document } from '../api/types';
import { roleOf } from '../lib/column_role';
import { Select } from '../parts/select';
import { text } from '../text';
import { type ChartChoice, type ChartType, type Offer, possibleTypes } from './offer';

interface Props {
  document: Document;
  choice: ChartChoice;
  offered: Offer | null;
  kept: boolean;
  change: (choice: ChartChoice | null) => void;
}

export function ChartSettings({ document, choice, offered, kept, change }: Props) {
  const set = (part: Partial<ChartChoice>): void => change({ ...choice, ...part });
  const numbers = document.columns.filter((_, n) => roleOf(document.postgres_types[n]!) === 'number');
  const all = document.columns;
  const lines = choice.type === 'line' || choice.type === 'area' || choice.type === 'bar';
  return (
    <aside className="chart-set" aria-label={text.chart.settings}>
      <Choose label={text.chart.type} value={choice.type} options={possibleTypes(document, choice).map((type) => ({ value: type, text: text.chart.types[type]! }))} onChange={(type) => set({ type: type as ChartType })} />
      {choice.type !== 'number' && <Choose label={text.chart.x} value={choice.x ?? ''} options={named(all, choice.x)} onChange={(x) => set({ x })} />}
      <Choose label={text.chart.y} value={choice.y[0] ?? ''} options={named(numbers, choice.y[0] ?? null)} onChange={(y) => set({ y: [y, ...choice.y.slice(1).filter((each) => each !== y)] })} />
      {(lines || choice.type === 'heatmap') && choice.y.length === 1 && (
        <Choose label={text.chart.series} value={choice.series ?? ''} options={[{ value: '', text: text.chart.no }, ...named(all.filter((name) => name !== choice.x && name !== choice.y[0]), choice.series)]} onChange={(series) => set({ series: series || null })} />
      )}
      {lines && <Check label={text.chart.stack} checked={choice.stack} onChange={(stack) => set({ stack })} />}
      {(choice.type === 'line' || choice.type === 'area') && <Check label={text.chart.zero} checked={choice.options.zero} onChange={(zero) => set({ options: { zero } })} />}
      <p className="help because">
        {!kept && offered && text.chart.because(text.chart.types[choice.type]!, offered.shape)}
        {kept && <button type="button" className="btn link" onClick={() => change(null)}>{text.chart.reset}</button>}
      </p>
    </aside>
  );
}

/** A name that the result does not have stays in the list, marked, as it is what was chosen. */
function named(names: string[], chosen: string | null): { value: string; text: string }[] {
  const options = [...new Set(names)].map((name) => ({ value: name, text: name }));
  if (chosen !== null && chosen !== '' && !names.includes(chosen)) options.unshift({ value: chosen, text: text.chart.gone(chosen) });
  return options;
}

function Choose({ label, ...select }: { label: string; value: string; options: { value: string; text: string }[]; onChange: (value: string) => void }) {
  const id = useId();
  return <div className="field"><label htmlFor={id}>{label}</label><Select id={id} label={label} wide {...select} /></div>;
}

function Check({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return <label className="chk"><input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />{label}</label>;
}
