// A report of two plausible years to draw pages of, and what else a page needs.
import { buildReport, summarise, type Mark, type Report, type Summary } from "@astrolabe/metric";
import { plausibleYear } from "../../../scripts/seed/plausible-year.ts";
import type { PageModel } from "../src/page-model.ts";
import { parsePageView } from "../src/page-view.ts";

export const asOfMs: number = Date.UTC(2026, 10, 25, 10);
const counted = await summarise(plausibleYear({ seed: 1, asOfMs, weeks: 104, developers: 120 }).rows);
export const summary: Summary = {
  ...counted,
  // To be read more than once.
  cells: [...counted.cells],
  latencies: [...counted.latencies],
  ledger: {
    received: 1_204,
    stored: 1_150,
    duplicate: 50,
    rejected: { invalid_json: 4 },
    droppedAtClient: 7,
  },
};
export const report: Report = buildReport(summary, { asOfMs, weeks: 104 });

export const marks: readonly Mark[] = [
  { at: "2026-06-03T10:00:00.000Z", kind: "outage", text: "registry down" },
  { at: "2026-03-10T10:00:00.000Z", kind: "release", text: "v1.4 released" },
];

export function modelOf(query = "", changes: Partial<PageModel> = {}): PageModel {
  return {
    report,
    view: parsePageView([...new URLSearchParams(query)]),
    marks,
    tasks: [],
    version: "v",
    sending: { eventsUrl: "http://127.0.0.1:54321/rest/v1/events", anonKey: "eyJ.a.b" },
    ...changes,
  };
}
