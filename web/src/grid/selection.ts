// selection.ts: the active cell and the range that reaches from the anchor to it. Pure; the grid draws it.
export interface Place {
  row: number;
  column: number;
}

export interface Selection {
  active: Place;
  anchor: Place;
}

export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const rangeOf = ({ active, anchor }: Selection): Range => ({
  top: Math.min(active.row, anchor.row), bottom: Math.max(active.row, anchor.row),
  left: Math.min(active.column, anchor.column), right: Math.max(active.column, anchor.column),
});

export const cellsIn = (range: Range): number => (range.bottom - range.top + 1) * (range.right - range.left + 1);

export const inRange = (range: Range, row: number, column: number): boolean =>
  row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;

export interface Size {
  rows: number;
  columns: number;
  /** Rows that fit on a page. */
  page: number;
}

const within = (n: number, end: number): number => Math.max(0, Math.min(end - 1, n));

/** Where a key moves the active cell; null: it is no key that moves it. */
export function moved({ row, column }: Place, key: string, far: boolean, size: Size): Place | null {
  const to = (toRow: number, toColumn: number): Place => ({ row: within(toRow, size.rows), column: within(toColumn, size.columns) });
  switch (key) {
    case 'ArrowUp': return to(far ? 0 : row - 1, column);
    case 'ArrowDown': return to(far ? size.rows : row + 1, column);
    case 'ArrowLeft': return to(row, far ? 0 : column - 1);
    case 'ArrowRight': return to(row, far ? size.columns : column + 1);
    case 'PageUp': return to(row - size.page, column);
    case 'PageDown': return to(row + size.page, column);
    case 'Home': return to(far ? 0 : row, 0);
    case 'End': return to(far ? size.rows : row, size.columns);
    default: return null;
  }
}
