/** A server that keeps rows, with what the test needs to know of it. */
export interface RowStore extends AsyncDisposable {
  /** Where rows are posted; changes when it comes back on another port. */
  url(): string;
  readonly token: string;
  /** Kills it, and brings it back. */
  kill(): Promise<void>;
  /** All rows; and, where there is a ledger, what it counts beyond the places where rows can have gone: 0. */
  readAll(): Promise<{ readonly rows: readonly StoredRow[]; readonly residual: number }>;
}

export interface StoredRow {
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
}
