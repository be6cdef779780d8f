// row_pool.ts: the elements of the rows in sight. A row that leaves is used again for one that comes, and only what
// differs is written, so that a step of three rows touches three rows.
import type { Value } from '../api/types';
import { type ColumnKind, type Look, lookOf, shownOf, zoneAt } from './cells';
import type { Model } from './model';
import { type Selection, inRange, rangeOf } from './selection';

interface Cell {
  element: HTMLElement;
  words: Text;
  zone: HTMLElement | null;
  name: string;
}

interface Row {
  element: HTMLElement;
  head: Text;
  cells: Cell[];
  index: number;
}

export interface Frame {
  model: Model;
  rows: { from: number; to: number };
  /** The columns that are drawn: the pinned ones, and those in sight. */
  columns: number[];
  rowHeight: number;
  /** Where each column starts. */
  lefts: number[];
  width: number;
  selection: Selection | null;
}

const numbers = new Intl.NumberFormat('en-US');

export class RowPool {
  private live = new Map<number, Row>();
  private free: Row[] = [];
  private columns = '';
  private model: Model | null = null;

  constructor(private readonly body: HTMLElement, private readonly activeId: string) {}

  draw(frame: Frame): void {
    const columns = `${frame.columns}-${frame.width}-${frame.lefts[frame.columns[frame.model.pinned] ?? 0]}`;
    const anew = this.model !== frame.model || this.columns !== columns;
    this.model = frame.model;
    this.columns = columns;
    for (const [index, row] of this.live) {
      if (index >= frame.rows.from && index < frame.rows.to) continue;
      this.live.delete(index);
      this.free.push(row);
    }
    for (let index = frame.rows.from; index < frame.rows.to; index++) {
      const known = this.live.get(index);
      if (known && !anew) continue;
      const row = known ?? this.free.pop() ?? this.newRow();
      this.live.set(index, row);
      this.fill(row, index, frame, anew || row.cells.length === 0);
    }
    for (const row of this.free) this.hide(row);
    if (anew || frame.selection) this.mark(frame);
  }

  /** Shows which cells are chosen, and which one is active. */
  mark(frame: Frame): void {
    const range = frame.selection && rangeOf(frame.selection);
    const active = frame.selection?.active;
    for (const row of this.live.values()) {
      for (const [n, cell] of row.cells.entries()) {
        const column = frame.columns[n]!;
        const isActive = active?.row === row.index && active.column === column;
        const chosen = !!range && inRange(range, row.index, column);
        this.name(cell, baseName(cell.name) + (isActive ? ' act' : chosen ? ' chosen' : ''));
        if (isActive) cell.element.id = this.activeId;
        else if (cell.element.id) cell.element.removeAttribute('id');
        if (chosen) cell.element.ariaSelected = 'true';
        else if (cell.element.ariaSelected) cell.element.ariaSelected = null;
      }
    }
  }

  private newRow(): Row {
    const element = document.createElement('div');
    element.className = 'gr';
    element.role = 'row';
    const head = document.createElement('div');
    head.className = 'gn';
    head.role = 'rowheader';
    const words = head.appendChild(document.createTextNode(''));
    element.append(head);
    this.body.append(element);
    return { element, head: words, cells: [], index: -1 };
  }

  private hide(row: Row): void {
    if (row.index === -1) return;
    row.index = -1;
    row.element.hidden = true;
  }

  private fill(row: Row, index: number, frame: Frame, place: boolean): void {
    const { element } = row;
    if (row.index === -1) element.hidden = false;
    if (row.index !== index) {
      element.style.transform = `translateY(${index * frame.rowHeight}px)`;
      element.ariaRowIndex = String(index + 2);
      row.head.data = numbers.format(index + 1);
    }
    row.index = index;
    const { columns, model } = frame;
    const count = columns.length;
    while (row.cells.length < count) row.cells.push(this.newCell(element));
    while (row.cells.length > count) row.cells.pop()!.element.remove();
    const values = model.rows[index]!;
    for (let n = 0; n < count; n++) {
      const column = columns[n]!;
      const cell = row.cells[n]!;
      if (place) {
        cell.element.style.left = `${frame.lefts[column]!}px`;
        cell.element.style.width = `${model.widths[column]!}px`;
        cell.element.ariaColIndex = String(column + 2);
      }
      this.write(cell, values[model.at[column]!], model.kinds[column]!, column < model.pinned ? ' pin' : '');
    }
  }

  private newCell(row: HTMLElement): Cell {
    const element = document.createElement('div');
    element.role = 'gridcell';
    const words = element.appendChild(document.createTextNode(''));
    row.append(element);
    return { element, words, zone: null, name: '' };
  }

  private write(cell: Cell, value: Value | undefined, kind: ColumnKind, pinned: string): void {
    const look = lookOf(value, kind);
    let shown = shownOf(value, kind, look);
    let zone = '';
    if (look === 'time') {
      const at = zoneAt(shown);
      if (at > 0) [shown, zone] = [shown.slice(0, at), shown.slice(at)];
    }
    if (cell.words.data !== shown) cell.words.data = shown;
    if (zone || cell.zone) this.writeZone(cell, zone);
    this.name(cell, names[look] + (kind.right ? ' r' : '') + pinned);
  }

  private writeZone(cell: Cell, zone: string): void {
    if (!cell.zone) {
      cell.zone = cell.element.appendChild(document.createElement('span'));
      cell.zone.className = 'tz';
    }
    if (cell.zone.textContent !== zone) cell.zone.textContent = zone;
  }

  private name(cell: Cell, name: string): void {
    if (cell.name === name) return;
    cell.name = name;
    cell.element.className = name;
  }
}

const names: Record<Look, string> = {
  null: 'gc null', empty: 'gc none', number: 'gc', time: 'gc', json: 'gc json', bytes: 'gc json', text: 'gc',
};

const baseName = (name: string): string => name.replace(/ (act|chosen)$/, '');
