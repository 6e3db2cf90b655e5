import { element, escapeText, figureText, figureWithInterval, type Report } from "@astrolabe/metric";
import { figureElement, text } from "../html.ts";
import type { PageModel } from "../page-model.ts";

/** Whether what is below can be believed at this moment. */
export function statusStrip({ report, sending }: PageModel): string {
  const { trust, running, as_of } = report;
  const isPublic = sending === undefined;
  const items = isPublic
    ? [text("li", {}, `complete weeks up to ${as_of.slice(0, 10)}; small groups are hidden`)]
    : [
        element("li", { class: "health", id: "health" }, [light(true), text("span", {}, "collecting")]),
        element(
          "li",
          {},
          trust.newest_run === null
            ? "no run yet"
            : ["newest run ", figureElement("b", "trust/age", trust.age), " ago"],
        ),
        ...(trust.ledger === null ? [] : [ledgerItem(trust.ledger)]),
        ...(running === null ? [] : [runningItem(running)]),
        element("li", { class: "quiet" }, ["as of ", moment(as_of)]),
      ];
  return element("ul", { class: "strip", "aria-label": "Status" }, items);
}

export function light(isOn: boolean): string {
  return element("span", { class: isOn ? "light on" : "light", "aria-hidden": "true" }, "");
}

export function moment(iso: string): string {
  return element("time", { datetime: iso }, escapeText(`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`));
}

function ledgerItem(ledger: NonNullable<Report["trust"]["ledger"]>): string {
  const residual = residualOf(ledger);
  return element("li", {}, [
    figureElement("b", "trust/ledger/received", ledger.received),
    escapeText(` rows received, ${residual === 0 ? "0 unaccounted for" : `${residual} UNACCOUNTED FOR`}`),
  ]);
}

/** Rows that came in and of which nobody knows where they went: 0, or the collector is wrong. */
export function residualOf({
  received,
  stored,
  duplicate,
  rejected,
}: NonNullable<Report["trust"]["ledger"]>): number {
  const known = [stored, duplicate, ...rejected.map(({ rows }) => rows)];
  return known.reduce((rest, { value }) => rest - (value ?? 0), received.value ?? 0);
}

function runningItem({ week, days, per_developer, pace }: NonNullable<Report["running"]>): string {
  const heading = pace.value === null ? "" : `, heading for ${figureWithInterval(pace)}`;
  return element("li", {}, [
    escapeText(`${week} is running, ${days} of 7 days over: `),
    figureElement("b", "running/per_developer", per_developer, figureText),
    escapeText(heading),
  ]);
}
