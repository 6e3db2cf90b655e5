import { createRandom, pick } from "../random.ts";

export interface PlannedRow {
  readonly id: string;
  readonly payload: { readonly [field: string]: string | number };
}

/** More than most lives last. */
const batchesPerLife = 150;

/** What a writer sends in one of its lives, the same for the same seed: two of three batches are single rows. */
export function plannedBatches(seed: number, life: number): PlannedRow[][] {
  const random = createRandom(seed * 1_000_003 + life);
  return Array.from({ length: batchesPerLife }, (_, batch) => {
    const rows = pick(random, 3) < 2 ? 1 : 1 + pick(random, 100);
    return Array.from({ length: rows }, (_row, n) => plannedRow(random, [seed, life, batch, n]));
  });
}

function plannedRow(
  random: () => number,
  [seed, life, batch, n]: [number, number, number, number],
): PlannedRow {
  const noise = hex(Math.floor(random() * 2 ** 32), 8); // Scattered over the index, so that commits write many pages.
  const payload = {
    name: pick(random, 4) === 0 ? "build" : "ai-do",
    developer: `developer-${pick(random, 20)}`,
    exit_code: pick(random, 3) === 0 ? 1 : 0,
    end_ts: 1_760_000_000 + pick(random, 5_000_000),
    note: "x".repeat(pick(random, 200)),
  };
  return { id: `${noise}-${hex(life, 4)}-7${hex(batch, 3)}-8${hex(n, 3)}-${hex(seed, 12)}`, payload };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0").slice(-digits);
}
