// grid_head.ts: the grid's first row: names over types, and a grip at each column's edge that sets its width.
import { text } from '../text';
import type { Frame } from './row_pool';

interface HeadEvents {
  resize(column: number, width: number): void;
  fit(column: number): void;
  choose(column: number): void;
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
    const key = `${frame.columns.from}-${frame.columns.to}`;
    if (key === this.key) return;
    this.key = key;
    const cells = [this.corner()];
    for (let column = frame.columns.from; column < frame.columns.to; column++) cells.push(this.cell(frame, column));
    this.row.replaceChildren(...cells);
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
    cell.className = kind.right ? 'gh r' : 'gh';
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
    cell.append(name, type, this.grip(frame, column));
    cell.addEventListener('click', () => this.events.choose(column));
    return cell;
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
