import { maxForgottenAtOnce } from "../limits.ts";
import { patiently } from "../patiently.ts";
import type { Move } from "./stores-of-move.ts";

/** Whoever the source has forgotten, the target forgets, as of the same moment: what they recorded later stays. */
export async function carryForgotten({ from, to }: Move): Promise<void> {
  const known = new Set((await patiently(() => to.tombstones())).map(({ developer }) => developer));
  const missing = (await patiently(() => from.tombstones())).filter(({ developer }) => !known.has(developer));
  for (let start = 0; start < missing.length; start += maxForgottenAtOnce) {
    const some = missing.slice(start, start + maxForgottenAtOnce);
    await patiently(() => to.carryTombstones(some));
    await patiently(() => to.forget({ developers: some.map(({ developer }) => developer) }));
  }
}

/** Marks that are there already stay as they are. */
export async function carryMarks({ from, to }: Move): Promise<void> {
  for (const mark of await patiently(() => from.marks())) await patiently(() => to.addMark(mark));
}
