import { element, escapeText, figureText, type Report } from "@astrolabe/metric";
import { text } from "../html.ts";
import type { PageModel } from "../page-model.ts";
import { light } from "./status-strip.ts";
import { viewLink, type PageView } from "../page-view.ts";
import { shellWord } from "../shell-word.ts";

/** What stands where the number will: how to send a first event, and whether it has arrived. */
export function firstSteps({ report, view, tasks, sending }: PageModel): string {
  if (sending === undefined) {
    return element("section", { class: "first" }, [
      text("h1", {}, "No complete week yet"),
      text("p", {}, "This page shows weeks once they are over."),
    ]);
  }
  const hasRun = report.trust.newest_run !== null;
  const title = hasRun ? "It arrives" : "No events yet";
  return element("section", { class: "first" }, [
    text("h1", {}, title),
    element("p", { class: hasRun ? "arrival on" : "arrival", id: "arrival" }, [
      light(hasRun),
      escapeText(arrivalText(report)),
    ]),
    ...(hasRun || tasks.length === 0 ? [] : [otherTasks(view, tasks)]),
    ...(hasRun ? [] : commands(view.task, sending)),
  ]);
}

function otherTasks(view: PageView, tasks: readonly string[]): string {
  const links = tasks.map((task) =>
    element("li", {}, element("a", { href: viewLink(view, { task }), "data-swap": "" }, escapeText(task))),
  );
  return element("nav", { "aria-label": "Tasks" }, [
    text("p", {}, "There are runs of:"),
    element("ul", { class: "tasks" }, links),
  ]);
}

function arrivalText({ task, trust, running, min_group }: Report): string {
  if (trust.newest_run !== null) {
    const week = running === null ? "its week" : running.week;
    return (
      `The newest run of ${task} came ${figureText(trust.age)} ago. Its number is here once ${week} is over` +
      (min_group > 1
        ? ` and ${min_group} developers were active in it; until then there is astrolabe report --min-group 1.`
        : ".")
    );
  }
  const received = trust.ledger?.received.value ?? 0;
  if (received === 0) return "Waiting for the first event. This light turns on when it arrives.";
  return `${received.toLocaleString("en")} rows have arrived, none of them a run of ${task}. This light turns on when one does.`;
}

function commands(task: string, { eventsUrl, anonKey }: NonNullable<PageModel["sending"]>): string[] {
  const lines = [
    `export EVENTS_URL=${shellWord(eventsUrl)}`,
    `export EVENTS_TOKEN=${shellWord(anonKey)}`,
    `record-event ${shellWord(task)} --exit-code 0 --analytics`,
  ];
  return [
    text("p", {}, "Three commands, in any shell, send one:"),
    element(
      "ol",
      { class: "commands" },
      lines.map((line) =>
        element("li", {}, element("pre", { tabindex: "0", "aria-label": "Command" }, text("code", {}, line))),
      ),
    ),
    text("p", { class: "note" }, "The key may add events and read nothing; it is the one to give to tools."),
  ];
}
