import { isoWeek, weekStartMs, type Report, type ReportOptions } from "@astrolabe/metric";

/** What a store answers with the report of the weeks up to `to`. */
type AskReport = (
  query: { readonly task: string; readonly to: string },
  options: ReportOptions,
) => Promise<Report>;

/**
 * The report that everybody may see: as of the end of the last complete week, from what happened until then. Of the
 * running week nothing is in it, nor of single rows: no ledger, no age, and small groups are hidden.
 */
export async function readPublicReport(
  ask: AskReport,
  task: string,
  { asOfMs, ...options }: ReportOptions,
): Promise<Report> {
  const endMs = weekStartMs(isoWeek(asOfMs));
  const report = await ask({ task, to: isoWeek(endMs - 1) }, { ...options, asOfMs: endMs });
  return {
    ...report,
    trust: {
      ...report.trust,
      ledger: null,
      estimated_loss: { value: null, unit: "share", n: null, of: "rows", why: "not known" },
      newest_run: null,
      age: { value: null, unit: "ms", n: null, of: "runs", why: "nothing" },
    },
  };
}
