import { defaultReportWeeks, isoWeek, maxReportWeeks, msPerWeek, weekStartMs } from "@astrolabe/metric";
import type { ReportOptions } from "@astrolabe/metric";
import { jsonAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import { badParameter, parseWeeksQuery } from "./weeks-query.ts";
import type { WeeksQuery } from "./weeks-query.ts";

/**
 * GET /api/v1/report: the report of a task, from the store's rollup. Without weeks it is the one that the page shows. With
 * `to`, it is that of the moment when that week had ended. The weeks before `from` are not shown, but say who is new.
 */
export async function answerReport(exchange: Exchange): Promise<Answer> {
  const { dashboard } = exchange;
  const query = parseWeeksQuery(exchange);
  if (query.from === undefined && query.to === undefined) {
    const { report } = await dashboard.reports.readCurrent(query.task);
    // The page's has another year, for comparison.
    return jsonAnswer({ ...report, weeks: report.weeks.slice(-defaultReportWeeks) });
  }
  const nowMs = Date.now();
  const options = { ...reportOptions(query, nowMs), minGroup: dashboard.minGroup };
  // A clock that is wrong can date runs later than the last week: without `to`, the report counts them.
  const to = options.asOfMs < nowMs ? query.to : undefined;
  return jsonAnswer(await exchange.store.report({ task: query.task, to }, options));
}

/** @throws ApiError for weeks that no report is about: before 1970, none that is complete, or too many */
function reportOptions({ from, to }: WeeksQuery, nowMs: number): ReportOptions {
  const endMs = to === undefined ? nowMs : weekStartMs(to) + msPerWeek;
  if (endMs <= 0) throw badParameter(`to is ${to}, and no run is dated before 1970`);
  const asOfMs = Math.min(endMs, nowMs);
  if (from === undefined) return { asOfMs };
  const weeks = Math.round((weekStartMs(isoWeek(asOfMs)) - weekStartMs(from)) / msPerWeek);
  if (weeks >= 1 && weeks <= maxReportWeeks) return { asOfMs, weeks };
  throw badParameter(
    `From ${from} on there are ${Math.max(weeks, 0)} complete weeks; a report shows 1 to ${maxReportWeeks}`,
  );
}
