// editor_pane.tsx: the editor's place on the screen, and what has to follow it: the shown tab, the place of an error.
import { useEffect, useRef } from 'react';
import { offsetOf, wordEnd } from '../editor/position';
import { QueryEditor } from '../editor/query_editor';
import { useStore } from '../lib/store';
import { type Failure, runOf, runs } from '../stores/runs';
import { toRun } from '../stores/start';
import { activeTab, changedElsewhere, changeTab, tabOf, tabs } from '../stores/tabs';
import { editor, goToError, run } from './actions';
import { checkSoon } from './check';
import { text } from '../text';
import { Splitter } from './splitter';
import { fieldsOf, variableOf } from './values';

export function EditorPane() {
  const place = useRef<HTMLDivElement>(null);
  const active = useStore(tabs, (state) => state.active);
  const failure = useStore(runs, (all) => runOf(active, all).failure);
  const [language, source, values] = [useStore(tabs, (all) => activeTab(all)?.language), useStore(tabs, (all) => activeTab(all)?.source), useStore(tabs, (all) => activeTab(all)?.values)];
  const due = useStore(toRun);
  const fresh = useStore(runs, (all) => runOf(active, all).state === 'idle');

  useEffect(() => {
    const view = new QueryEditor(place.current!, {
      onText: (tab, words) => { if (tabOf(tab)) changeTab(tab, { text: words }); },
      onChange: checkSoon,
      source: () => activeTab()?.source ?? '',
      language: (tab) => tabOf(tab)?.language ?? 'sql',
      fields: fieldsNow, run, goToError,
    });
    editor.set(view);
    return () => {
      editor.set(null);
      view.destroy();
    };
  }, []);

  useEffect(() => {
    const tab = tabOf(active);
    if (tab) editor.get()!.show(active, tab.text);
  }, [active]);

  useEffect(checkSoon, [active, language, source, values]);

  useEffect(() => changedElsewhere.subscribe(() => {
    const ids = changedElsewhere.get();
    if (ids.size === 0) return;
    for (const id of ids) editor.get()?.takeOver(id, tabOf(id)?.text ?? '');
    changedElsewhere.set(new Set());
  }), []);

  useEffect(() => {
    if (failure) editor.get()!.markError(placeOf(failure));
  }, [failure]);

  useEffect(() => {
    if (due !== active || !due) return;
    toRun.set('');
    run();
  }, [due, active]);

  return (
    <>
      <div className={fresh ? 'ed fresh' : 'ed'} ref={place} />
      <Splitter />
    </>
  );
}

/** What stands in the text already, and of SQL the next number. */
function fieldsNow(): { written: string; about: string }[] {
  const tab = activeTab();
  if (!tab) return [];
  const known = fieldsOf(tab.language, tab.text);
  const named = tab.language === 'hogql' ? tab.variables.map(({ name }) => `variables.${name}`) : tab.variables.map((_, n) => `$${n + 1}`);
  const fields = [...new Set([...known, ...named])];
  const about = (field: string): string => {
    const variable = variableOf(field, tab.variables);
    return [variable?.name, tab.values[field] ?? variable?.default].filter((each) => each !== null && each !== undefined).join(' = ');
  };
  if (tab.language === 'sql') fields.push(`$${fields.length + 1}`);
  return fields.map((field) => ({ written: tab.language === 'hogql' ? `{${field}}` : field, about: about(field) || text.bar.newVariable }));
}

/** Where in the tab's text the server found fault; null: it did not say. */
function placeOf({ error, statement }: Failure): { from: number; to: number } | null {
  const position = error.detail?.position;
  if (!position || !statement) return null;
  const start = offsetOf(statement.text, position);
  const end = Math.max(start + 1, wordEnd(statement.text, start));
  return { from: statement.from + start, to: statement.from + end };
}
