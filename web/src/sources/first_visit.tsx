// first_visit.tsx: what stands where the query would be for somebody whose team has no source yet: the form for the first.
import type { Source } from '../api/types';
import { config } from '../config';
import { Icon } from '../parts/icon';
import { firstQuery } from '../stores/start';
import { activeTab, changeTab } from '../stores/tabs';
import { text } from '../text';
import { SourceForm } from './source_form';
import { words } from './words';

export function FirstVisit() {
  const saved = async (source: Source): Promise<void> => {
    const tab = activeTab();
    if (tab && !tab.text) changeTab(tab.id, { source: source.id });
    await firstQuery([source]);
  };
  return (
    <div className="cols">
      <aside className="side">
        <div className="pick"><Icon name="database" /><span className="f">{text.picker.none}</span></div>
        <p className="help first-side">{text.picker.noneHelp}</p>
      </aside>
      <main className="work">
        <div className="first-visit">
          <div><h1>{words.form.first}</h1><p className="m">{words.form.firstHint}</p></div>
          {config.may.manage_sources ? <SourceForm source={null} first saved={(source) => void saved(source)} removed={() => undefined} /> : <p className="help">{words.form.noRight}</p>}
        </div>
      </main>
    </div>
  );
}
