// marks.ts: what is drawn beside and under the text: the statement at the caret in the gutter, the place of an error,
// the parameters $1, $2. Each looks at visible lines alone.
import { syntaxTree } from '@codemirror/language';
import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration, type DecorationSet, EditorView, GutterMarker, MatchDecorator, ViewPlugin, type ViewUpdate, gutter, gutterLineClass,
} from '@codemirror/view';
import { markedStatement, type Span } from './statements';

const marked = StateField.define<Span | null>({
  create: markedStatement,
  update: (value, transaction) =>
    transaction.docChanged || transaction.selection || syntaxTree(transaction.state) !== syntaxTree(transaction.startState)
      ? markedStatement(transaction.state) : value,
});

class ClassMarker extends GutterMarker {
  constructor(override readonly elementClass: string) {
    super();
  }
}

const statementMarker = new ClassMarker('cm-st');
const errorMarker = new ClassMarker('cm-er');

const statementGutter = gutter({
  class: 'cm-stGutter',
  lineMarker: (view, line) => {
    const span = view.state.field(marked);
    return span && line.from <= span.to && line.to >= span.from ? statementMarker : null;
  },
  lineMarkerChange: (update) => update.startState.field(marked) !== update.state.field(marked),
});

/** Sets the place of an error, or takes it away. */
export const setError = StateEffect.define<Span | null>();

const squiggle = Decoration.mark({ class: 'cm-squiggle' });

export const errorPlace = StateField.define<Span | null>({
  create: () => null,
  update(value, transaction) {
    let next = value && {
      from: transaction.changes.mapPos(value.from, 1), to: transaction.changes.mapPos(value.to, -1),
    };
    for (const effect of transaction.effects) if (effect.is(setError)) next = effect.value;
    if (next && value && next.from === value.from && next.to === value.to) return value;
    return next && next.to >= next.from ? next : null;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (place): DecorationSet =>
      place && place.to > place.from ? Decoration.set(squiggle.range(place.from, place.to)) : Decoration.none),
    gutterLineClass.compute([field], (state) => {
      const place = state.field(field);
      return place ? RangeSet.of(errorMarker.range(state.doc.lineAt(place.from).from)) : RangeSet.empty;
    }),
  ],
});

const parameter = new MatchDecorator({ regexp: /\$\d+/g, decoration: Decoration.mark({ class: 'cm-parameter' }) });

const parameters = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = parameter.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = parameter.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export const marks: Extension = [marked, statementGutter, errorPlace, parameters];
