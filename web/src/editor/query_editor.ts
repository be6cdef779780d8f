// query_editor.ts: the text of all open tabs in one CodeMirror view, apart from the framework around it.
//
// - A tab keeps its undo history and its selection while the page lives (`states`).
// - Nothing here costs time by the length of the text at a keystroke; the text itself is taken out when it has been
//   quiet for half a second, at the latest after one, and whenever somebody asks.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, toggleComment } from '@codemirror/commands';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { config } from '../config';
import { chunk } from '../lib/chunk';
import { using } from '../stores/parts';
import type { Statement } from '../stores/runs';
import { text } from '../text';
import type { Language } from '../stores/tabs';
import type { Field } from './completion';
import { dialect } from './dialect';
import { hogqlDialect } from './hogql';
import { look } from './look';
import { errorPlace, marks, setError } from './marks';
import { plainInput, selected } from './plain_input';
import { allStatements, markedStatement, statementToRun } from './statements';

export interface EditorEvents {
  /** The text of a tab, some time after it changed. */
  onText(tab: string, text: string): void;
  onChange(): void;
  source(): string;
  language(tab: string): Language;
  /** The variables of the shown text. */
  fields(): Field[];
  run(all: boolean): void;
  goToError(): void;
}

/** After this many milliseconds without a key the text is handed on; while keys keep coming, after `latest`. */
const quiet = 400;
const latest = 900;

const extensionOf = (language: Language): Extension => (language === 'hogql' ? hogqlDialect : dialect).extension;

const helping = chunk(() => import('./assist'));

/** They outlive the view that made them, so nothing in them may belong to one: it goes by `shown`. */
const states = new Map<string, EditorState>();

/** The editor on the screen; a visit to another screen ends it, and another one takes over its states. */
let shown: QueryEditor | null = null;

const [found, spoken, helped] = [new Compartment(), new Compartment(), new Compartment()];

const finding = chunk(() => import('./find'), false);

export const forgetText = (tab: string): boolean => states.delete(tab);

export class QueryEditor {
  readonly view: EditorView;
  /** The tab whose text is shown. */
  tab = '';
  private timer = 0;
  private changedAt = 0;

  constructor(parent: HTMLElement, readonly events: EditorEvents) {
    shown = this;
    this.view = new EditorView({ parent, state: this.newState('') });
    helping.whenHere(this.help);
    addEventListener('pagehide', this.flush);
    document.addEventListener('visibilitychange', this.flush);
  }

  destroy(): void {
    this.leave();
    removeEventListener('pagehide', this.flush);
    document.removeEventListener('visibilitychange', this.flush);
    this.view.destroy();
    if (shown === this) shown = null;
  }

  /** Shows a tab; its text is taken from `kept` only if this page has not had it before. */
  show(tab: string, kept: string): void {
    if (tab === this.tab) return;
    this.leave();
    this.tab = tab;
    this.view.setState(states.get(tab) ?? this.newState(kept));
    this.help();
  }

  /** Completions and brackets, once their code is here; until then one types without. */
  private help = (): void => {
    const here = helping.now();
    const now = helped.get(this.view.state);
    if (!here || !Array.isArray(now) || now.length > 0) return;
    const help = here.assist(() => shown?.events.source() ?? '', () => shown?.events.language(shown.tab) ?? 'sql', () => shown?.events.fields() ?? []);
    // What the browser has selected and the editor has not heard of yet would be lost by a new state.
    const range = this.view.hasFocus ? selected(this.view) : null;
    this.view.dispatch({ effects: helped.reconfigure(help), ...(range && { selection: { anchor: range.from, head: range.to } }) });
  };

  /** Reads the shown tab's text as another language. */
  speak(language: Language): void {
    this.view.dispatch({ effects: [spoken.reconfigure(extensionOf(language)), setError.of(null)] });
  }

  /** Another window has this text by now; what is being typed here is newer. */
  takeOver(tab: string, words: string): void {
    if (tab !== this.tab) states.delete(tab);
    else if (!this.changedAt && this.content !== words) {
      this.replaceAll(words);
      clearTimeout(this.timer);
      this.changedAt = 0;
    }
  }

  focus(): void {
    this.view.focus();
  }

  get content(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces what is selected, and leaves the caret behind it. */
  insert(words: string): void {
    const { state } = this.view;
    const { from, to } = state.selection.main;
    const before = state.sliceDoc(Math.max(0, from - 1), from);
    const gap = before && !/[\s.(,"]/.test(before) ? ' ' : '';
    this.view.dispatch(state.replaceSelection(gap + words), { scrollIntoView: true });
    if (from !== to) this.view.dispatch({ selection: { anchor: this.view.state.selection.main.to } });
    this.focus();
  }

  /** Undo brings back what was there, and no more. */
  replaceAll(words: string): void {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: words }, annotations: isolateHistory.of('full') });
  }

  replace(from: number, to: number, words: string, focus = true): void {
    this.view.dispatch({ changes: { from, to, insert: words }, selection: { anchor: from + words.length }, effects: setError.of(null), annotations: isolateHistory.of('full') });
    if (focus) this.focus();
  }

  /** What Run is to send; a list of completions that is open is of no use any more. */
  statements(all: boolean): Statement[] {
    helping.now()?.closeCompletion(this.view);
    if (all) return allStatements(this.view.state);
    const one = statementToRun(this.view.state);
    return one ? [one] : [];
  }

  /** What is at the caret, as far as the text has been read by now: nobody waits for it. */
  statementAtCaret(): Statement | null {
    const { state } = this.view;
    const span = markedStatement(state);
    return span && { text: state.sliceDoc(span.from, span.to), from: span.from };
  }

  /** Draws the place of an error; null takes it away. */
  markError(place: { from: number; to: number } | null): void {
    const length = this.view.state.doc.length;
    const inside = place && place.from <= length ? { from: place.from, to: Math.min(place.to, length) } : null;
    this.view.dispatch({ effects: setError.of(inside) });
  }

  /** Puts the caret where the error is, wherever that went since. */
  goToError(): boolean {
    const place = this.view.state.field(errorPlace);
    if (!place) return false;
    this.view.dispatch({ selection: { anchor: place.from }, effects: EditorView.scrollIntoView(place.from, { y: 'center' }) });
    this.focus();
    return true;
  }

  get error(): { from: number; to: number } | null {
    return this.view.state.field(errorPlace);
  }

  lineAt(offset: number): { line: number; character: number } {
    const line = this.view.state.doc.lineAt(Math.min(offset, this.view.state.doc.length));
    return { line: line.number, character: [...line.text.slice(0, offset - line.from)].length + 1 };
  }

  /** Hands the text on now if it changed. */
  flush = (): void => {
    if (!this.changedAt) return;
    clearTimeout(this.timer);
    this.changedAt = 0;
    this.events.onText(this.tab, this.content);
  };

  find(): void {
    void using(finding, ({ find, openSearchPanel }) => {
      this.view.dispatch({ effects: found.reconfigure(find) });
      openSearchPanel(this.view);
    });
  }

  private leave(): void {
    this.flush();
    if (this.tab) states.set(this.tab, this.view.state);
  }

  changed(): void {
    const now = performance.now();
    this.changedAt ||= now;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(this.flush, Math.max(0, Math.min(quiet, this.changedAt + latest - now)));
    this.events.onChange();
  }

  private newState(doc: string): EditorState {
    const run = (all: boolean) => (): boolean => (shown?.events.run(all), true);
    return EditorState.create({
      doc,
      extensions: [
        config.nonce ? EditorView.cspNonce.of(config.nonce) : [],
        EditorView.contentAttributes.of({ 'aria-label': text.bar.query, 'aria-multiline': 'true', spellcheck: 'false' }),
        EditorView.domEventHandlers({ focus: () => void helping.get().catch(() => undefined) }),
        EditorView.updateListener.of((update) => { if (update.docChanged) shown?.changed(); }),
        Prec.highest(keymap.of([
          { key: 'Mod-Enter', run: run(false) },
          { key: 'Mod-Shift-Enter', run: run(true) },
          { key: 'F8', run: () => (shown?.events.goToError(), true) },
          { key: 'Mod-/', run: toggleComment },
        ])),
        plainInput, lineNumbers(), marks, highlightActiveLine(), highlightActiveLineGutter(), history(), drawSelection(), dropCursor(),
        EditorState.allowMultipleSelections.of(true), indentUnit.of('  '), bracketMatching(),
        spoken.of(extensionOf(this.events.language(this.tab))), found.of([]),
        helped.of([]),
        placeholder(text.bar.placeholder),
        keymap.of([...defaultKeymap, ...historyKeymap, { key: 'Mod-f', run: () => (shown?.find(), true) }, indentWithTab]),
        look,
      ],
    });
  }
}
