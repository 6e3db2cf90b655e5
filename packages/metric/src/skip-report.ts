export type SkipReason = "not valid UTF-8" | "not valid JSON" | "broken JSON array" | "no usable timestamp";

/**
 * What was skipped though it could have counted. For {@link countRuns} that is what holds the task's name or an escape,
 * for plain iteration everything bad.
 */
export class SkipReport {
  #counts = new Map<SkipReason, number>();

  add(reason: SkipReason, times = 1): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + times);
  }

  clear(): void {
    this.#counts.clear();
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Only reasons that occurred. */
  get byReason(): Partial<Record<SkipReason, number>> {
    return Object.fromEntries(this.#counts);
  }
}
