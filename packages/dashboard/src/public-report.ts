import { buildReport, isoWeek, weekStartMs, type Report, type Summary } from "@astrolabe/metric";

/**
 * The report that everybody may see: as of the end of the last complete week, from what happened until then. Of the
 * running week nothing is in it, nor of single rows: no ledger, no age, and small groups are hidden.
 */
export function buildPublicReport(
  summary: Summary,
  options: { readonly asOfMs: number; readonly weeks: number; readonly minGroup?: number | undefined },
): Report {
  const running = isoWeek(options.asOfMs, summary.timeZone);
  const isOver = ({ week }: { readonly week: string }): boolean => week < running;
  const report = buildReport(
    {
      ...summary,
      cells: [...summary.cells].filter(isOver),
      latencies: [...summary.latencies].filter(isOver),
      newestRunMs: null,
      ledger: null,
      sequences: null,
    },
    { ...options, asOfMs: weekStartMs(running) },
  );
  return report;
}
