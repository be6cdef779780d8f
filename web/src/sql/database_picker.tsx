// database_picker.tsx: which database a tab's queries run on. The browser's own list lies, unseen, over what is drawn.
import { useStore } from '../lib/store';
import { Icon } from '../parts/icon';
import { queryable, sources } from '../stores/sources';
import { activeTab, tabs } from '../stores/tabs';
import { text } from '../text';
import { choose } from './actions';

export function DatabasePicker() {
  const { list } = useStore(sources);
  const id = useStore(tabs, (state) => activeTab(state)?.source ?? '');
  const usable = queryable(list);
  const source = usable.find((each) => each.id === id);
  if (usable.length === 0) return <div className="pick"><Icon name="database" /><span className="f">{text.picker.none}</span></div>;
  return (
    <div className="pick">
      <Icon name="database" />
      <span className="b ell" aria-hidden="true">{source?.name ?? text.picker.none}</span>
      {source?.read_only && <span className="badge" aria-hidden="true"><Icon name="lock" small /><span>{text.picker.readOnly}</span></span>}
      <span className="grow" />
      <Icon name="chevron-down" small />
      <select aria-label={text.picker.label} value={source?.id ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        {!source && <option value="">{text.picker.none}</option>}
        {usable.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
      </select>
    </div>
  );
}
