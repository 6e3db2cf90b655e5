import type { Figure, Report } from "../report/report.ts";
import { figureText, figureWithInterval, intervalText, notFollowed, signedText } from "./figure-text.ts";
import { weekColumns } from "./markdown.ts";
import { chartStyle } from "./svg/chart-style.ts";
import { element, escapeText } from "./svg/element.ts";
import { drawLineChart } from "./svg/line-chart.ts";
import { drawWaterfall } from "./svg/waterfall-chart.ts";

const pageStyle = `
:root { color-scheme: light dark; font-family: system-ui, "DejaVu Sans", sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.4 }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-size: 0.85rem; margin: 1rem 0 2rem; font-variant-numeric: tabular-nums }
th, td { padding: 0.2rem 0.6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid color-mix(in srgb, currentcolor 20%, transparent) }
th:first-child { text-align: left }
caption { text-align: left; font-weight: 600; padding: 0.4rem 0 }
.scroll { overflow-x: auto }
.number { font-size: 2.6rem; font-weight: 600 }`;

/** The report as one HTML page that needs nothing else: no script, no request. Every figure is in a table of it. */
export function drawHtml(report: Report): string {
  const { task, weeks, last, running, as_of, definition_version, min_group } = report;
  const week = weeks.at(-1);
  const title = `${task}${week === undefined ? "" : ` ${week.week}`}: successful runs per active developer`;
  const body = [
    element("h1", {}, escapeText(title)),
    ...(week === undefined ? ["<p>No complete week yet.</p>"] : [headline(week.week, week.per_developer)]),
    ...(last === null ? [] : [element("p", {}, escapeText(last.sentence))]),
    drawLineChart(report, "per_developer"),
    ...(last === null || last.parts.length === 0 ? [] : [drawWaterfall(report), partsTable(last)]),
    weeksTable(report),
    ...(running === null
      ? []
      : [
          `<p>* ${running.week} is still running; it is heading for ${cell("span", "running/pace", running.pace, figureWithInterval)}.</p>`,
        ]),
    report.linkable ? retentionTable(report) : element("p", {}, notFollowed),
    trustTable(report),
    element(
      "p",
      {},
      `As of ${as_of}, definition ${definition_version}. Groups of fewer than ${min_group} developers are hidden. Intervals are 95 %.`,
    ),
  ];
  const head = [
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    element("title", {}, escapeText(title)),
    element("style", {}, pageStyle + chartStyle),
  ];
  return `<!doctype html>\n<html lang="en">\n<head>${head.join("\n")}</head>\n<body>\n${body.join("\n")}\n</body>\n</html>\n`;
}

type Write = (figure: Figure) => string;

function cell(name: string, id: string, figure: Figure, write: Write = figureText): string {
  return element(name, { "data-figure": id }, escapeText(write(figure)));
}

function headline(week: string, figure: Figure): string {
  const number = element(
    "span",
    { class: "number", "data-figure": `weeks/${week}/per_developer` },
    figureText(figure),
  );
  const interval = intervalText(figure);
  return `<p>${number} successful runs per active developer${interval === "" ? "" : `, 95 % interval ${interval}`}</p>`;
}

function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  const columns = head.map((title) => element("th", { scope: "col" }, escapeText(title)));
  const thead = element("thead", {}, element("tr", {}, columns));
  const whole = element("table", {}, [
    element("caption", {}, escapeText(caption)),
    thead,
    element("tbody", {}, rows),
  ]);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, whole);
}

function row(name: string, cells: readonly string[]): string {
  return element("tr", {}, [element("th", { scope: "row" }, escapeText(name)), ...cells]);
}

function partsTable({ parts, change, previous_week }: NonNullable<Report["last"]>): string {
  const rows = parts.map(({ causes, value }) => {
    const name = causes.join(" + ");
    return row(name, [
      cell("td", `last/parts/${name}/value`, value, signedText),
      element("td", {}, signedInterval(value)),
    ]);
  });
  const sum = row("sum", [
    cell("td", "last/change", change, signedText),
    element("td", {}, signedInterval(change)),
  ]);
  return table(
    `What changed since ${previous_week}`,
    ["cause", "runs per developer", "95 % interval"],
    [...rows, sum],
  );
}

function signedInterval(figure: Figure): string {
  return figure.interval?.map((value) => signedText({ ...figure, value })).join(" … ") ?? "";
}

function weeksTable({ weeks, running }: Report): string {
  const rows = weeks.toReversed().map((week) =>
    row(
      week.week,
      weekColumns.map(([, field]) => cell("td", `weeks/${week.week}/${field}`, week[field])),
    ),
  );
  const now =
    running &&
    row(
      `${running.week}*`,
      weekColumns.map(([, field]) => cell("td", `running/${field}`, running[field])),
    );
  return table(
    "By week",
    ["week", ...weekColumns.map(([title]) => title)],
    now === null ? rows : [now, ...rows],
  );
}

function retentionTable({ retention }: Report): string {
  const ages = Math.max(0, ...retention.map(({ active_after }) => active_after.length));
  const rows = retention.map(({ week, developers, active_after }) =>
    row(week, [
      cell("td", `retention/${week}/developers`, developers),
      ...Array.from({ length: ages }, (_, age) => {
        const figure = active_after[age];
        return figure === undefined
          ? "<td></td>"
          : cell("td", `retention/${week}/active_after/${age + 1}`, figure);
      }),
    ]),
  );
  const head = [
    "first seen in",
    "developers",
    ...Array.from({ length: ages }, (_, age) => `week ${age + 1}`),
  ];
  return table("How many were active so many weeks later", head, rows);
}

function trustTable({ trust }: Report): string {
  const rows: (readonly [name: string, id: string, figure: Figure])[] = [];
  if (trust.ledger !== null) {
    for (const name of ["received", "stored", "duplicate", "dropped_at_client"] as const) {
      rows.push([`rows ${name.replaceAll("_", " ")}`, `trust/ledger/${name}`, trust.ledger[name]]);
    }
    for (const { reason, rows: count } of trust.ledger.rejected) {
      rows.push([`rows rejected: ${reason}`, `trust/ledger/rejected/${reason}/rows`, count]);
    }
  }
  rows.push(
    ["estimated loss", "trust/estimated_loss", trust.estimated_loss],
    ["age of the newest run", "trust/age", trust.age],
    ["runs dated in the future", "trust/future_runs", trust.future_runs],
    [`share of continuous integration, ${trust.week ?? ""}`, "trust/ci_share", trust.ci_share],
    ...trust.other_definitions.map(
      ({ definition, per_developer }) =>
        [
          `runs per developer ${definition}`,
          `trust/other_definitions/${definition}/per_developer`,
          per_developer,
        ] as const,
    ),
  );
  return table(
    "Whether to believe it",
    ["", ""],
    rows.map(([name, id, figure]) => row(name, [cell("td", id, figure, figureWithInterval)])),
  );
}
