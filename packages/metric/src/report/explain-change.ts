import { influenceReach } from "../statistics/change-interval.ts";
import { shapley } from "../statistics/shapley.ts";
import type { Interval } from "../statistics/interval.ts";
import { minIntervalDevelopers } from "../limits.ts";
import type { DeveloperWeek, VersionCount } from "./group-developers.ts";
import type { Cause } from "./report.ts";

/** The causes in the order of their bits. The first three are about developers active in both weeks. */
const causes: readonly Cause[] = [
  "same developers ran it more or less",
  "success rate",
  "tool version",
  "new developers",
  "resurrected developers",
  "lost developers",
];

const runsBit = 1;
const rateBit = 2;
const versionBit = 4;
const stayerBits = 8;

/** One developer who was active in either week, and what they are to the change. */
export interface Change {
  readonly before: DeveloperWeek | undefined;
  readonly after: DeveloperWeek | undefined;
  readonly arrival: "stayed" | "new" | "resurrected" | "lost";
}

export interface Part {
  readonly cause: Cause;
  readonly value: number;
  readonly interval: Interval | null;
  /** Whom the cause touched. */
  readonly developers: readonly string[];
}

/**
 * Takes the change of runs per active developer apart, exactly. The number is (runs of who stayed + of who came + of who
 * went) ∕ (how many they are). What who stayed did is, for each of them, runs × Σ over versions of (share of the runs ×
 * success rate), so that it moves by their runs, by their success rate with a version, and by the versions they use. A
 * developer who did not use a version in one of the weeks is taken to have had the success rate with it that they had in
 * the other. Each cause gets its Shapley value ({@link shapley}): no order is preferred, the parts sum to the change, and
 * an untouched cause gets exactly 0.
 *
 * Each part's interval comes from what each developer adds to it, as that of the change does.
 *
 * @param changes the developers active in either week
 */
export function explainChange(changes: readonly Change[]): Part[] {
  const members = changes.map((change) => ({ ...change, outcomes: outcomesOf(change) }));
  const totals = Array.from({ length: 2 ** causes.length }, (_, set) => {
    let runs = 0;
    let developers = 0;
    for (const { arrival, outcomes } of members) {
      if (!isPresent(arrival, set)) continue;
      runs += outcomes[set % stayerBits] ?? 0;
      developers++;
    }
    return { developers, perDeveloper: developers === 0 ? 0 : runs / developers };
  });
  const values = shapley(causes.length, (set) => totals[set]?.perDeveloper ?? 0);
  const influences = members.map(({ arrival, outcomes }) =>
    shapley(causes.length, (set) => {
      const total = totals[set];
      if (total === undefined || total.developers === 0 || !isPresent(arrival, set)) return 0;
      return ((outcomes[set % stayerBits] ?? 0) - total.perDeveloper) / total.developers;
    }),
  );
  return causes.map((cause, index) => {
    const reach = influenceReach(influences.map((influence) => influence[index] ?? 0));
    const value = values[index] ?? 0;
    const developers = members.flatMap((member) => (isTouched(member, index) ? [nameOf(member)] : []));
    const hasInterval = developers.length >= minIntervalDevelopers && reach > 0;
    return { cause, value, developers, interval: hasInterval ? [value - reach, value + reach] : null };
  });
}

/** Is a developer counted when the causes of a set have come in? */
function isPresent(arrival: Change["arrival"], set: number): boolean {
  if (arrival === "stayed") return true;
  if (arrival === "new") return (set & 8) !== 0;
  if (arrival === "resurrected") return (set & 16) !== 0;
  return (set & 32) === 0;
}

/** A developer's successful runs under each set of the first three causes; for who came or went they are what they are. */
function outcomesOf({ before, after, arrival }: Change): number[] {
  const only = (after ?? before)?.successes ?? 0;
  if (arrival !== "stayed" || before === undefined || after === undefined) {
    return Array.from({ length: stayerBits }, () => only);
  }
  return Array.from({ length: stayerBits }, (_, set) => {
    const shares = set & versionBit ? after : before;
    let rate = 0;
    for (const { version, runs } of shares.versions) {
      rate += (runs / shares.runs) * rateWith(version, set & rateBit, before, after);
    }
    return (set & runsBit ? after : before).runs * rate;
  });
}

function rateWith(version: string, useAfter: number, before: DeveloperWeek, after: DeveloperWeek): number {
  const [wanted, other] = useAfter ? [after, before] : [before, after];
  const isWanted = (known: VersionCount): boolean => known.version === version;
  const count = wanted.versions.find(isWanted) ?? other.versions.find(isWanted);
  return count === undefined ? 0 : count.successes / count.runs;
}

function isTouched(
  { arrival, outcomes }: { arrival: Change["arrival"]; outcomes: number[] },
  cause: number,
): boolean {
  if (arrival !== "stayed") return causes[cause] === `${arrival} developers`;
  return outcomes.some((outcome, set) => cause < 3 && outcome !== outcomes[set ^ (1 << cause)]);
}

function nameOf({ before, after }: Change): string {
  return (after ?? before)?.developer ?? "";
}
