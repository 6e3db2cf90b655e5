// What happens here, in call order: read-events opens the sources (read/) and yields their events; aggregate asks
// parseRun (run, timestamp, developer, week) what each of them is and counts runs by week and developer; north-star
// divides. definition says the same in words. For a report, summarise counts what it is made of, build-report makes the
// document with statistics/, and draw/ draws it.
export { readEvents, EventSource, type ReadOptions, type ReadProgress } from "./read-events.ts";
export { findTexts, type JsonText, type TextSource } from "./read-texts.ts";
export { ReadError } from "./read-error.ts";
export { StrictError } from "./strict-error.ts";
export type { SkipReason, SkipReport } from "./skip-report.ts";
export { aggregateSuccessfulRuns, countRuns, type CountOptions } from "./aggregate.ts";
export { parseRun, type Run, type RunOptions, type WeeklyCount } from "./run.ts";
export { developerFieldOf, developerFields, developerOf } from "./developer.ts";
export { timestampMs } from "./timestamp.ts";
export { isWeek, isoWeek, msPerWeek, weekStartMs } from "./week.ts";
export { compareCodePoints } from "./code-points.ts";
export {
  northStar,
  northStarFromCounts,
  type NorthStar,
  type NorthStarOptions,
  type NorthStarWeek,
} from "./north-star.ts";
export { definition } from "./definition.ts";
export { defaultReportWeeks, maxReportWeeks } from "./limits.ts";
export { summarise } from "./report/summarise.ts";
export { parseRunDetail, type RunDetail } from "./report/run-detail.ts";
export { droppedAtClient } from "./report/dropped-at-client.ts";
export { createVersionLimit } from "./report/limit-versions.ts";
export { latencyBucket } from "./statistics/latency-bucket.ts";
export { buildReport, type ReportOptions } from "./report/build-report.ts";
export { listFigures, type ListedFigure } from "./report/list-figures.ts";
export type * from "./report/report.ts";
export type { Cell, LatencyCell, RowLedger, SequenceCell, Summary } from "./report/summary.ts";
export { drawTerminal, type TerminalOptions } from "./draw/terminal.ts";
export { drawMarkdown } from "./draw/markdown.ts";
export { drawHtml } from "./draw/html.ts";
export { drawDigest } from "./draw/digest.ts";
export { drawPicture, type PictureOptions } from "./draw/svg/picture.ts";
export { drawLineChart, type LineChartOptions } from "./draw/svg/line-chart.ts";
export { drawWaterfall, type WaterfallOptions } from "./draw/svg/waterfall-chart.ts";
export { chartStyle } from "./draw/svg/chart-style.ts";
export type { Mark } from "./report/mark.ts";
// What a drawing is made of, for those that are made elsewhere: the page's.
export { figureText, figureWithInterval, intervalText, signedText } from "./draw/figure-text.ts";
export { element, escapeText, textElement } from "./draw/svg/element.ts";
export { linearScale, ticks } from "./draw/svg/scale.ts";
export { weekColumns, type WeekFigure } from "./draw/markdown.ts";
