import type { Ledger } from "@astrolabe/store";
import { maxNamedIds } from "../limits.ts";
import type { MoveResult } from "./move-store.ts";

/** What was done and how both sides stand, for people. */
export function moveText({ stored, present, totals, counts, source, target }: MoveResult): string {
  const { equal, moving } = counts;
  const lines = [
    `events: ${number(stored)} moved, ${number(present)} were there already`,
    `weekly totals: ${number(totals)} written`,
    `source: ${ledgerText(source)}`,
    `target: ${ledgerText(target)}`,
    `numbers: ${number(equal)} of a task, week and developer are the same on both sides` +
      (moving === 0
        ? ""
        : `, ${number(moving)} were moving, and lie between what the source said before and after`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The same for programs. */
export function moveJson(result: MoveResult): unknown {
  const { stored, present, refused, totals, counts, source, target, sourceHorizonMs } = result;
  return {
    events: {
      stored,
      present,
      refused: Object.fromEntries([...refused].map(([why, ids]) => [why, ids.length])),
    },
    totals,
    counts,
    source,
    target,
    source_expired_before: sourceHorizonMs === undefined ? null : day(sourceHorizonMs),
    same_numbers: doubtsAbout(result).length === 0,
  };
}

/** Why the numbers of both sides are not the same, a sentence each; none: they are. */
export function doubtsAbout({ refused, counts, source, target, sourceHorizonMs }: MoveResult): string[] {
  const doubts: string[] = [];
  for (const [reason, ids] of refused) {
    const named = ids.slice(0, maxNamedIds).join(", ") + (ids.length > maxNamedIds ? ", …" : "");
    doubts.push(
      reason === "expired"
        ? `${number(ids.length)} rows are older than what the target keeps, so it does not take them (${named}).`
        : `the target will not take ${number(ids.length)} rows: ${reason} (${named}).`,
    );
  }
  if (counts.fewer > 0 && sourceHorizonMs !== undefined) {
    doubts.push(
      `${number(counts.fewer)} numbers are smaller in the target. Rows from before ${day(sourceHorizonMs)} have expired at ` +
        "the source; if they did while it was being moved, begin again with a target that is empty.",
    );
  } else if (counts.fewer > 0) {
    doubts.push(`${number(counts.fewer)} numbers are smaller in the target. Run it again.`);
  }
  if (counts.more > 0) {
    doubts.push(
      `${number(counts.more)} numbers are larger in the target: it holds runs that the source has not ` +
        `(${number(there(target))} rows, the source ${number(there(source))}). ` +
        "It had rows of its own, or rows were deleted from the source after they had been moved.",
    );
  }
  return doubts;
}

function ledgerText(ledger: Ledger): string {
  const { received, stored, duplicate, rejected, deleted, expired } = ledger;
  const refused = Object.values(rejected).reduce((sum, rows) => sum + rows, 0);
  const gone =
    deleted + expired === 0 ? "" : `, ${number(deleted)} deleted and ${number(expired)} expired since`;
  return (
    `${number(there(ledger))} rows; received ${number(received)} = stored ${number(stored)} ` +
    `+ duplicate ${number(duplicate)} + rejected ${number(refused)}${gone}`
  );
}

/** Rows that are there. */
function there({ stored, deleted, expired }: Ledger): number {
  return stored - deleted - expired;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function day(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
