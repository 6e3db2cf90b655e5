import { element, escapeText, figureText, figureWithInterval, type Report } from "@astrolabe/metric";
import { intervalBar, percentScale } from "../chart/bar.ts";
import { figureElement, section, text } from "../html.ts";
import type { PageModel } from "../page-model.ts";
import { residualOf } from "./status-strip.ts";

/** Whether to believe the number: what came in, what didn't, and what it would be if it were defined otherwise. */
export function trustRow({ report }: PageModel): string {
  const { trust } = report;
  return section("trust", "Whether to believe it", [
    element("div", { class: "trust" }, [
      ...(trust.ledger === null ? [] : [ledgerCard(trust.ledger)]),
      arrivalCard(trust),
      definitionsCard(report),
    ]),
  ]);
}

function ledgerCard(ledger: NonNullable<Report["trust"]["ledger"]>): string {
  const { received, stored, duplicate, rejected, dropped_at_client } = ledger;
  const residual = residualOf(ledger);
  return card("Every row", [
    item("received", figureElement("dd", "trust/ledger/received", received)),
    item("stored", figureElement("dd", "trust/ledger/stored", stored)),
    item("duplicate", figureElement("dd", "trust/ledger/duplicate", duplicate)),
    ...rejected.map(({ reason, rows }) =>
      item(
        `rejected: ${reason.replaceAll("_", " ")}`,
        figureElement("dd", `trust/ledger/rejected/${reason}/rows`, rows),
      ),
    ),
    item("unaccounted for", text("dd", { class: residual === 0 ? "good" : "bad" }, String(residual))),
    item("dropped at the client", figureElement("dd", "trust/ledger/dropped_at_client", dropped_at_client)),
  ]);
}

function arrivalCard({
  estimated_loss,
  age,
  future_runs,
  ci_share,
  week,
  newest_run,
}: Report["trust"]): string {
  return card("What came", [
    item(
      "newest run",
      figureElement("dd", "trust/age", age, (figure) =>
        newest_run === null ? figureText(figure) : `${figureText(figure)} ago`,
      ),
    ),
    item(
      "lost on the way, at least",
      figureElement("dd", "trust/estimated_loss", estimated_loss, figureWithInterval),
    ),
    item("dated in the future", figureElement("dd", "trust/future_runs", future_runs)),
    item(
      `from continuous integration${week === null ? "" : `, ${week}`}`,
      figureElement("dd", "trust/ci_share", ci_share),
    ),
  ]);
}

function definitionsCard({ weeks, trust }: Report): string {
  const week = weeks.at(-1);
  if (week === undefined) return "";
  const rows = [
    { name: "as it is", id: `weeks/${week.week}/per_developer`, figure: week.per_developer },
    ...trust.other_definitions.map(({ definition, per_developer }) => ({
      name: definition,
      id: `trust/other_definitions/${definition}/per_developer`,
      figure: per_developer,
    })),
  ];
  const ends = rows.flatMap(({ figure: { value, interval } }) => [
    ...(value === null ? [] : [value]),
    ...(interval ?? []),
  ]);
  const x = percentScale(ends);
  const body = rows.map(({ name, id, figure }) =>
    element("tr", {}, [
      text("th", { scope: "row" }, name),
      element(
        "td",
        { class: "drawn" },
        figure.value === null
          ? ""
          : intervalBar(x, figure.value, figure.interval, week.per_developer.value ?? undefined),
      ),
      figureElement("td", id, figure),
    ]),
  );
  return element("div", { class: "card definitions" }, [
    text("h3", {}, "Defined otherwise"),
    element("table", { class: "drawn-table" }, [
      text("caption", { class: "hidden" }, `The number of ${week.week} under other definitions`),
      element("tbody", {}, body),
    ]),
  ]);
}

function card(title: string, items: readonly string[]): string {
  return element("div", { class: "card" }, [text("h3", {}, title), element("dl", {}, items)]);
}

function item(name: string, value: string): string {
  return element("div", {}, [element("dt", {}, escapeText(name)), value]);
}
