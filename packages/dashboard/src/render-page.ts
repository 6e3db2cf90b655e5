import { element, escapeText, figureText } from "@astrolabe/metric";
import { htmlDocument, masthead } from "./html-document.ts";
import { text } from "./html.ts";
import { pollMs } from "./limits.ts";
import type { PageModel } from "./page-model.ts";
import { ranges, viewLink, type PageView } from "./page-view.ts";
import { breakdown } from "./section/breakdown.ts";
import { firstSteps } from "./section/first-steps.ts";
import { headline } from "./section/headline.ts";
import { multiples } from "./section/multiples.ts";
import { numberByWeek } from "./section/number-by-week.ts";
import { pageFoot } from "./section/page-foot.ts";
import { retentionTriangle } from "./section/retention.ts";
import { statusStrip } from "./section/status-strip.ts";
import { trustRow } from "./section/trust-row.ts";
import { why } from "./section/why.ts";

/** The page of a report. It reads and prints as it is; a script adds what moves. */
export function renderPage(model: PageModel): string {
  const { report, view, version } = model;
  const week = report.weeks.at(-1);
  const content = week === undefined ? [firstSteps(model), pageFoot(model)] : sections(model);
  const number = week === undefined ? "" : `${figureText(week.per_developer)} · ${week.week} · `;
  return htmlDocument(`${number}${report.task} · Astrolabe`, [
    masthead([controls(view, model.sending !== undefined)]),
    element("main", { "data-version": version, "data-poll-ms": pollMs }, [statusStrip(model), ...content]),
  ]);
}

function sections(model: PageModel): string[] {
  return [
    headline(model),
    numberByWeek(model),
    why(model),
    multiples(model),
    element("div", { class: "columns" }, [breakdown(model), retentionTriangle(model)]),
    trustRow(model),
    pageFoot(model),
  ];
}

/** Task and range: a form and links, so that they work without a script. */
function controls(view: PageView, isSignedIn: boolean): string {
  const hidden = Object.entries({
    weeks: view.weeks === 52 ? undefined : view.weeks,
    by: view.by === "version" ? undefined : view.by,
    goal: view.goal,
  }).flatMap(([name, value]) =>
    value === undefined ? [] : [element("input", { type: "hidden", name, value: String(value) })],
  );
  const chosen = ranges.map((weeks) =>
    weeks === view.weeks
      ? text("span", { class: "chosen", "aria-current": "true" }, `${weeks} weeks`)
      : element("a", { href: viewLink(view, { weeks }), "data-swap": "" }, escapeText(`${weeks} weeks`)),
  );
  return element("div", { class: "controls" }, [
    element("form", { action: "/", method: "get", "data-swap": "", role: "search" }, [
      element("label", {}, [
        "task ",
        element("input", {
          name: "task",
          value: view.task,
          required: "",
          maxlength: 200,
          spellcheck: "false",
          autocapitalize: "none",
        }),
      ]),
      ...hidden,
      element("button", { type: "submit" }, "show"),
    ]),
    element("nav", { class: "choices", "aria-label": "Range" }, chosen),
    isSignedIn
      ? element(
          "form",
          { action: "/session/end", method: "post" },
          element("button", { type: "submit", class: "plain" }, "sign out"),
        )
      : element("a", { href: "/session" }, "sign in"),
  ]);
}
