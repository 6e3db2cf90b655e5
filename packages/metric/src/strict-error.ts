import { maxNamedLines } from "./limits.ts";
import type { SkipReason } from "./skip-report.ts";

/** Bad lines, under `strict`. */
export class StrictError extends Error {
  override readonly name = "StrictError";
  /** How many there are. */
  readonly total: number;
  /** The first of them, as `source:line: reason`. */
  readonly lines: readonly string[];

  constructor(total: number, lines: readonly string[]) {
    const more = total > lines.length ? `\n  and ${total - lines.length} more` : "";
    super(`${total === 1 ? "1 bad line" : `${total} bad lines`}:\n  ${lines.join("\n  ")}${more}`);
    this.total = total;
    this.lines = lines;
  }
}

/** Collects bad lines, so that one run of a strict check names them all. */
export class BadLines {
  #total = 0;
  readonly #named: string[] = [];

  add(source: string, line: number, reason: SkipReason): void {
    this.#total++;
    if (this.#named.length < maxNamedLines) this.#named.push(`${source}:${line}: ${reason}`);
  }

  /** @throws StrictError when there were any */
  throwIfAny(): void {
    if (this.#total > 0) throw new StrictError(this.#total, this.#named);
  }
}
