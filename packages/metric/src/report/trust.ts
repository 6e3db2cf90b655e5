import { compareCodePoints } from "../code-points.ts";
import { shareInterval } from "../statistics/share-interval.ts";
import { ifShown, noFigure, overDevelopers, overRuns } from "./figure.ts";
import type { DeveloperWeek, DevelopersByWeek } from "./group-developers.ts";
import { otherDefinitions } from "./other-definitions.ts";
import type { Figure, Trust } from "./report.ts";
import type { SequenceCell, Summary } from "./summary.ts";

/** Whether to believe the number: what came in, what didn't, how old it is, and what it would be otherwise. */
export function trust(
  summary: Summary,
  developers: DevelopersByWeek,
  times: { readonly asOfMs: number; readonly week: string | null; readonly running: string },
  minGroup: number,
): Trust {
  const { newestRunMs, ledger, sequences, linkable } = summary;
  const ofWeek = (times.week !== null && developers.get(times.week)) || [];
  const future = [...developers].flatMap(([week, entries]) => (week > times.running ? entries : []));
  const futureRuns = future.reduce((sum, { runs }) => sum + runs, 0);
  const ageMs = newestRunMs === null ? null : times.asOfMs - newestRunMs;
  return {
    ledger: ledger && {
      received: rows(ledger.received),
      stored: rows(ledger.stored),
      duplicate: rows(ledger.duplicate),
      rejected: Object.entries(ledger.rejected)
        .toSorted(([a], [b]) => compareCodePoints(a, b))
        .map(([reason, count]) => ({ reason, rows: rows(count) })),
      dropped_at_client: rows(ledger.droppedAtClient),
    },
    estimated_loss:
      sequences === null || !linkable
        ? noFigure("share", "not known", "rows")
        : estimatedLoss([...sequences.values()]),
    newest_run: newestRunMs === null ? null : new Date(newestRunMs).toISOString(),
    age: ageMs === null ? noFigure("ms", "nothing", "runs") : overRuns(ageMs, "ms", 1),
    future_runs: overRuns(futureRuns, "runs", futureRuns),
    week: times.week,
    ci_share: ciShare(ofWeek, minGroup),
    other_definitions: otherDefinitions(ofWeek, developers, { lastWeek: times.running, linkable, minGroup }),
  };
}

function rows(count: number | null): Figure {
  return count === null
    ? noFigure("rows", "not known", "rows")
    : { value: count, unit: "rows", n: count, of: "rows" };
}

/**
 * Of the numbers between a client's first and its last, the share that never came. What was lost after the last one
 * that came is not seen, so this is a lower estimate.
 */
function estimatedLoss(sequences: readonly SequenceCell[]): Figure {
  const clusters = sequences.map(({ first, last, received }) => {
    const whole = last - first + 1;
    // Two machines of one developer may use the same numbers: more came than there are, and none is known to be lost.
    return { part: Math.max(0, whole - received), whole };
  });
  const whole = clusters.reduce((sum, cluster) => sum + cluster.whole, 0);
  const lost = clusters.reduce((sum, cluster) => sum + cluster.part, 0);
  return { value: lost / whole, unit: "share", n: whole, of: "rows", interval: shareInterval(clusters) };
}

function ciShare(developers: readonly DeveloperWeek[], minGroup: number): Figure {
  if (developers.length === 0) return noFigure("share", "nothing");
  const runs = developers.reduce((sum, entry) => sum + entry.runs, 0);
  const ciRuns = developers.reduce((sum, entry) => sum + entry.ciRuns, 0);
  const inCi = developers.filter((entry) => entry.ciRuns > 0).length;
  const outside = developers.filter((entry) => entry.ciRuns < entry.runs).length;
  const figure = ifShown(overDevelopers(ciRuns / runs, "share", developers.length), inCi, minGroup);
  return ifShown(ifShown(figure, outside, minGroup), developers.length, minGroup);
}
