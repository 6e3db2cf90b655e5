import { maxDedupedIds, maxSampledIds } from "./limits.ts";

/** Knows which ids have been there. */
export interface SeenIds {
  /** Has this one been there, and is its run therefore to be left out? */
  isRepeated(id: string): boolean;
  /** How often one had been there. */
  readonly repeats: number;
}

/** There are more ids than can be told apart. */
export class TooManyIdsError extends Error {
  override readonly name = "TooManyIdsError";

  constructor() {
    super(
      `there are more than ${maxDedupedIds.toLocaleString("en")} different ids, which is as many as can be remembered ` +
        "to count each once: count fewer files at a time, split so that copies of a row are in the same one",
    );
  }
}

/** The ids themselves, for where the scanner doesn't run. */
export class IdSet implements SeenIds {
  readonly #ids = new Set<string>();
  readonly #dedupe: boolean;
  #repeats = 0;

  constructor(dedupe: boolean) {
    this.#dedupe = dedupe;
  }

  isRepeated(id: string): boolean {
    if (this.#ids.has(id)) {
      this.#repeats++;
      return this.#dedupe;
    }
    if (this.#dedupe && this.#ids.size === maxDedupedIds) throw new TooManyIdsError();
    // Without dedupe the first ones are sample enough: this is for tables, which have no repeats, and rare machines.
    if (this.#dedupe || this.#ids.size < maxSampledIds) this.#ids.add(id);
    return false;
  }

  get repeats(): number {
    return this.#repeats;
  }
}
