import { definition, element, escapeText, type Report } from "@astrolabe/metric";
import { text } from "../html.ts";
import type { PageModel } from "../page-model.ts";
import { viewLink } from "../page-view.ts";
import { moment } from "./status-strip.ts";
import { shellWord } from "../shell-word.ts";

/** What the number means, how to take it away, and how to compute it again. */
export function pageFoot({ report, view, sending }: PageModel): string {
  const said = [definition.northStar, definition.activeDeveloper, definition.successfulRun, definition.week];
  return element("footer", {}, [
    element("div", { class: "columns" }, [
      element("section", { "aria-labelledby": "definition-title" }, [
        text("h2", { id: "definition-title" }, `The definition, version ${report.definition_version}`),
        ...said.map((sentence) => text("p", {}, sentence)),
      ]),
      element("section", { "aria-labelledby": "take-title" }, [
        text("h2", { id: "take-title" }, "Take it away"),
        element("p", {}, [
          element("a", { href: viewLink(view, {}, "/export.csv"), download: "" }, "CSV"),
          " or ",
          element("a", { href: viewLink(view, {}, "/export.ndjson"), download: "" }, "NDJSON"),
          escapeText(
            `: every figure of the ${view.weeks} weeks, with unit, n, interval, week, moment and definition.`,
          ),
        ]),
        ...(sending === undefined || report.weeks.length === 0 ? [] : recompute(report)),
      ]),
    ]),
    element("p", { class: "quiet" }, [
      "As of ",
      moment(report.as_of),
      escapeText(
        `. Weeks begin on Monday, ${report.time_zone}. Intervals are 95 %, clustered by developer. ` +
          `Groups of fewer than ${report.min_group} developers are hidden.`,
      ),
    ]),
  ]);
}

/** The report command reads the rows themselves, so this checks the store's counting, too. */
function recompute({ task, as_of, min_group }: Report): string[] {
  const words = [
    "astrolabe report",
    "--task",
    shellWord(task),
    "--as-of",
    as_of,
    ...(min_group === 5 ? [] : ["--min-group", String(min_group)]),
  ];
  return [
    element("p", {}, [
      "To compute this very number again from the rows, with the ",
      text("code", {}, "EVENTS_URL"),
      " that the collector printed and the service_role key of ",
      text("code", {}, "astrolabe keys"),
      " in ",
      text("code", {}, "EVENTS_TOKEN"),
      ":",
    ]),
    element(
      "pre",
      { tabindex: "0", id: "recompute", "aria-label": "Command" },
      text("code", {}, words.join(" ")),
    ),
  ];
}
