import { rowsPerStatement } from "../limits.ts";

/** Rows in the portions that go into one statement. */
export function* parts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    yield rows.slice(start, start + rowsPerStatement);
  }
}
