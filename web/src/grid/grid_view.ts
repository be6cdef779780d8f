// grid_view.ts: the grid of a result: what is in sight is drawn into a pool of elements, without the framework, as
// every scrolled frame counts. It has one tab stop; the active cell is told by aria-activedescendant.
import { Axis, reveal } from '../lib/axis';
import { withMod } from '../lib/keys';
import { text } from '../text';
import { GridHead } from './grid_head';
import { type Model, fitted } from './model';
import { type Frame, RowPool } from './row_pool';
import { type Place, type Selection, moved } from './selection';

export interface GridEvents {
  /** Another cell or range was chosen; null: none. */
  onSelect(selection: Selection | null): void;
  /** A cell is to be shown whole, beside this box. */
  onOpen(place: Place, box: DOMRect): void;
  /** The range is to be copied into the event's clipboard. */
  onCopy(event: ClipboardEvent): void;
  /** What can be done with a column is asked for, at its head. */
  onColumn(column: number, head: HTMLElement): void;
}

const headHeight = 40;
const manyRows = 10_000;
let views = 0;

export class GridView {
  private readonly body: HTMLElement;
  private readonly head: GridHead;
  private readonly pool: RowPool;
  private readonly rowAxis: Axis;
  private readonly columnAxis: Axis;
  private readonly activeId = `cell-${++views}`;
  private readonly rowHeight: number;
  private lefts: number[] = [];
  private numberWidth = 52;
  /** Counts and sizes are changing; nothing of the model before may be drawn with those of the next. */
  private laying = false;
  /** Where the columns begin that are not pinned. */
  private pinnedTo = 52;
  private model: Model = { kinds: [], rows: [], widths: [], widthsOfAll: [], at: [], pinned: 0, sort: null, hidden: 0 };
  private selection: Selection | null = null;

  constructor(private readonly host: HTMLElement, private readonly events: GridEvents) {
    host.role = 'grid';
    host.tabIndex = 0;
    host.ariaLabel = text.results.label;
    host.setAttribute('aria-multiselectable', 'true');
    host.setAttribute('aria-readonly', 'true');
    this.rowHeight = parseInt(getComputedStyle(host).getPropertyValue('--row'), 10) || 28;
    this.head = new GridHead(host, { resize: this.resize, fit: this.fit, choose: this.chooseColumn, offer: events.onColumn });
    this.body = document.createElement('div');
    this.body.className = 'gbody';
    this.body.role = 'rowgroup';
    host.append(this.body);
    this.pool = new RowPool(this.body, this.activeId);
    this.rowAxis = new Axis(host, { count: 0, size: this.rowHeight, before: headHeight, overscan: 4 }, this.draw);
    this.columnAxis = new Axis(host, { count: 0, size: [], horizontal: true, before: this.numberWidth, overscan: 1 }, this.draw);
    host.addEventListener('keydown', this.onKey);
    host.addEventListener('pointerdown', this.onPointerDown);
    host.addEventListener('dblclick', this.onDoubleClick);
    host.addEventListener('copy', this.onCopy);
  }

  destroy(): void {
    this.rowAxis.destroy();
    this.columnAxis.destroy();
  }

  /** Shows another result, or the same one arranged anew, whose columns stay where they are. */
  show(model: Model): void {
    this.laying = true;
    const same = model.widthsOfAll === this.model.widthsOfAll;
    this.model = model;
    this.select(null);
    this.host.scrollTop = 0;
    if (!same) this.host.scrollLeft = 0;
    this.host.ariaRowCount = String(model.rows.length + 1);
    this.host.ariaColCount = String(model.kinds.length + 1);
    this.layout();
  }

  /** Chooses every cell. */
  selectAll(): void {
    const { rows, kinds } = this.model;
    if (rows.length === 0) return;
    this.select({ anchor: { row: 0, column: 0 }, active: { row: rows.length - 1, column: kinds.length - 1 } });
  }

  focus(): void {
    this.host.focus();
  }

  private layout(): void {
    const { widths, rows } = this.model;
    this.laying = true;
    this.numberWidth = rows.length >= manyRows ? 64 : 52;
    this.host.style.setProperty('--num', `${this.numberWidth}px`);
    let left = this.numberWidth;
    this.lefts = widths.map((width) => (left += width) - width);
    this.pinnedTo = this.lefts[this.model.pinned] ?? left;
    this.host.toggleAttribute('data-pinned', this.model.pinned > 0);
    this.rowAxis.set({ count: rows.length });
    this.columnAxis.set({ count: widths.length, size: widths, before: this.numberWidth });
    this.body.style.height = `${rows.length * this.rowHeight}px`;
    this.body.style.width = `${left}px`;
    this.head.layout(left);
    this.laying = false;
    this.draw();
  }

  private get frame(): Frame {
    const { from, to } = this.columnAxis.window;
    const { pinned } = this.model;
    const columns = Array.from({ length: pinned }, (_, n) => n);
    for (let column = Math.max(from, pinned); column < to; column++) columns.push(column);
    return {
      model: this.model, rows: this.rowAxis.window, columns, rowHeight: this.rowHeight,
      lefts: this.lefts, width: this.model.widths.reduce((sum, width) => sum + width, 0), selection: this.selection,
    };
  }

  private draw = (): void => {
    if (!this.columnAxis || this.laying) return;
    const frame = this.frame;
    this.head.draw(frame);
    this.pool.draw(frame);
  };

  private resize = (column: number, width: number): void => {
    const { widths, widthsOfAll, at } = this.model;
    widths[column] = widthsOfAll[at[column]!] = Math.max(40, Math.round(width));
    this.layout();
  };

  private fit = (column: number): void => this.resize(column, fitted(this.model.kinds[column]!, this.model.rows, this.model.at[column]!, 800));

  private chooseColumn = (column: number): void => {
    if (this.model.rows.length === 0) return;
    this.select({ anchor: { row: this.model.rows.length - 1, column }, active: { row: 0, column } }, false);
  };

  private select(selection: Selection | null, follow = true): void {
    this.selection = selection;
    if (selection) {
      if (follow) this.reveal(selection.active);
      this.host.setAttribute('aria-activedescendant', this.activeId);
      this.draw();
    } else this.host.removeAttribute('aria-activedescendant');
    if (!this.laying) this.pool.mark(this.frame);
    this.events.onSelect(selection);
  }

  private reveal({ row, column }: Place): void {
    const top = headHeight + row * this.rowHeight;
    const left = this.lefts[column]!;
    reveal(this.host, false, top, top + this.rowHeight, headHeight);
    if (column >= this.model.pinned) reveal(this.host, true, left, left + this.model.widths[column]!, this.pinnedTo);
  }

  private onKey = (event: KeyboardEvent): void => {
    const { rows, kinds } = this.model;
    if (rows.length === 0) return;
    if (event.key === 'Escape' && this.selection) {
      this.select(null);
      event.stopPropagation();
      return;
    }
    if (withMod(event) && event.key.toLowerCase() === 'a') {
      this.selectAll();
      event.preventDefault();
      return;
    }
    const here = this.selection?.active;
    if (event.altKey && event.key === 'ArrowDown') {
      event.preventDefault();
      if (here) this.reveal(here);
      const head = this.head.headOf(here?.column ?? 0);
      if (head) this.events.onColumn(here?.column ?? 0, head);
      return;
    }
    if ((event.key === 'F2' || event.key === 'Enter') && here && !withMod(event)) {
      this.open(here);
      event.preventDefault();
      return;
    }
    const page = Math.max(1, Math.floor((this.host.clientHeight - headHeight) / this.rowHeight) - 1);
    const size = { rows: rows.length, columns: kinds.length, page };
    const next = moved(here ?? { row: event.key === 'ArrowDown' ? -1 : 0, column: 0 }, event.key, event.ctrlKey || event.metaKey, size);
    if (!next) return;
    event.preventDefault();
    this.select({ active: next, anchor: event.shiftKey ? this.selection?.anchor ?? next : next });
  };

  /** Which cell a point lies in; a column of -1 is the row's number. */
  private placeAt(x: number, y: number): Place {
    const box = this.host.getBoundingClientRect();
    const inside = x - box.left;
    const left = inside < this.pinnedTo ? inside : inside + this.host.scrollLeft;
    const row = Math.floor((y - box.top + this.host.scrollTop - headHeight) / this.rowHeight);
    const column = inside < this.numberWidth ? -1 : this.lefts.findLastIndex((start) => start <= left);
    return { row: Math.max(0, Math.min(this.model.rows.length - 1, row)), column };
  }

  private onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || !this.body.contains(event.target as Node) || this.model.rows.length === 0) return;
    const start = this.placeAt(event.clientX, event.clientY);
    if (start.column < 0) {
      const last = this.model.kinds.length - 1;
      this.select({ anchor: { row: start.row, column: last }, active: { row: start.row, column: 0 } }, false);
      return;
    }
    this.select({ active: start, anchor: event.shiftKey && this.selection ? this.selection.anchor : start });
    if (event.pointerType === 'mouse') this.drag(event);
  };

  private drag(event: PointerEvent): void {
    const anchor = this.selection!.anchor;
    const move = (to: PointerEvent): void => {
      const active = this.placeAt(to.clientX, to.clientY);
      if (active.column < 0) active.column = 0;
      const now = this.selection?.active;
      if (now?.row !== active.row || now.column !== active.column) this.select({ active, anchor });
    };
    this.host.setPointerCapture(event.pointerId);
    this.host.addEventListener('pointermove', move);
    this.host.addEventListener('pointerup', () => this.host.removeEventListener('pointermove', move), { once: true });
  }

  private onDoubleClick = (event: MouseEvent): void => {
    if (!this.body.contains(event.target as Node)) return;
    const place = this.placeAt(event.clientX, event.clientY);
    if (place.column >= 0) this.open(place);
  };

  private open(place: Place): void {
    const element = document.getElementById(this.activeId);
    if (element) this.events.onOpen(place, element.getBoundingClientRect());
  }

  private onCopy = (event: ClipboardEvent): void => {
    if (!this.selection) return;
    this.events.onCopy(event);
    event.preventDefault();
  };
}
