// grid_head.ts: the grid's first row: names over types, and a grip at each column's edge that sets its width.
import { text } from '../text';
import type { Frame } from './row_pool';

interface HeadEvents {
  resize(column: number, width: number): void;
  fit(column: number): void;
  choose(column: number): void;
  /** What can be done with a column is to be offered beside its head. */
  offer(column: number, head: HTMLElement): void;
}

export class GridHead {
  private readonly row: HTMLElement;
  private key = '';

  constructor(host: HTMLElement, private readonly events: HeadEvents) {
    const group = document.createElement('div');
    group.className = 'ghead';
    group.role = 'rowgroup';
    this.row = document.createElement('div');
    this.row.className = 'ghr';
    this.row.role = 'row';
    this.row.ariaRowIndex = '1';
    group.append(this.row);
    host.append(group);
  }

  layout(width: number): void {
    this.row.style.minWidth = `${width}px`;
    this.key = '';
  }

  /** Draws the columns in sight, if they are others than before. */
  draw(frame: Frame): void {
    const key = String(frame.columns);
    if (key === this.key) return;
    this.key = key;
    const cells = [this.corner()];
    for (const column of frame.columns) cells.push(this.cell(frame, column));
    this.row.replaceChildren(...cells);
  }

  /** The head of a column, if it is drawn. */
  headOf(column: number): HTMLElement | null {
    return this.row.querySelector(`[aria-colindex="${column + 2}"]`);
  }

  private corner(): HTMLElement {
    const corner = document.createElement('div');
    corner.className = 'gcorner';
    corner.role = 'columnheader';
    corner.ariaColIndex = '1';
    const name = corner.appendChild(document.createElement('span'));
    name.className = 'unseen';
    name.textContent = text.results.rowNumber;
    return corner;
  }

  private cell(frame: Frame, column: number): HTMLElement {
    const kind = frame.model.kinds[column]!;
    const cell = document.createElement('div');
    cell.className = `gh${kind.right ? ' r' : ''}${column < frame.model.pinned ? ' pin' : ''}`;
    cell.role = 'columnheader';
    cell.ariaColIndex = String(column + 2);
    cell.ariaLabel = kind.name;
    cell.setAttribute('aria-description', kind.type);
    cell.title = `${kind.name} ${kind.type}`;
    cell.style.left = `${frame.lefts[column]!}px`;
    cell.style.width = `${frame.model.widths[column]!}px`;
    const name = document.createElement('div');
    name.className = 'ell';
    name.textContent = kind.name || '\u00a0';
    const type = document.createElement('small');
    type.className = 'ell';
    type.textContent = kind.shortType;
    if (frame.model.sort?.at === column) {
      cell.ariaSort = frame.model.sort.down ? 'descending' : 'ascending';
      type.prepend(frame.model.sort.down ? '↓ ' : '↑ ');
    }
    cell.append(name, type, this.more(column, cell), this.grip(frame, column));
    cell.addEventListener('click', () => this.events.choose(column));
    cell.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      this.events.offer(column, cell);
    });
    return cell;
  }

  /** For a pointer; by keys the menu is opened from a cell. */
  private more(column: number, head: HTMLElement): HTMLElement {
    const more = document.createElement('div');
    more.className = 'gmore';
    more.title = text.results.column;
    more.textContent = '⋯';
    more.addEventListener('click', (event) => {
      event.stopPropagation();
      this.events.offer(column, head);
    });
    return more;
  }

  private grip(frame: Frame, column: number): HTMLElement {
    const grip = document.createElement('div');
    grip.className = 'grip';
    grip.title = text.results.widen;
    grip.addEventListener('click', (event) => event.stopPropagation());
    grip.addEventListener('dblclick', () => this.events.fit(column));
    grip.addEventListener('pointerdown', (event) => this.drag(event, column, frame.model.widths[column]!));
    return grip;
  }

  private drag(event: PointerEvent, column: number, width: number): void {
    event.preventDefault();
    const from = event.clientX;
    const move = (to: PointerEvent): void => this.events.resize(column, width + to.clientX - from);
    addEventListener('pointermove', move);
    addEventListener('pointerup', () => removeEventListener('pointermove', move), { once: true });
  }
}
