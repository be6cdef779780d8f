// select.tsx: a choice of one, by the browser's own list, so that keys and readers work as people know them.
import type { ReactNode } from 'react';
import { Icon } from './icon';

interface Props {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  onChange: (value: string) => void;
  /** Words before the value, inside the control. */
  before?: ReactNode;
  wide?: boolean;
  id?: string;
}

export function Select({ label, value, options, onChange, before, wide, id }: Props) {
  return (
    <span className={wide ? 'sel wide' : 'sel'}>
      {before && <span className="k" aria-hidden="true">{before}</span>}
      <select id={id} aria-label={id ? undefined : label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}
      </select>
      <Icon name="chevron-down" small />
    </span>
  );
}
