import type { NorthStar } from "@astrolabe/metric";

type Week = NorthStar["weeks"][number];

const columns: readonly { readonly title: string; readonly text: (week: Week) => string }[] = [
  { title: "week", text: (week) => (week.complete ? week.week : `${week.week}*`) },
  { title: "successful runs", text: (week) => String(week.successful_runs) },
  { title: "active developers", text: (week) => String(week.active_developers) },
  { title: "runs per active developer", text: (week) => week.per_developer?.toFixed(2) ?? "-" },
  { title: "success rate", text: (week) => (week.success_rate === null ? "-" : percent(week.success_rate)) },
];

/** The metric for people: a row a week, and a line that says what the mark of a running week means. */
export function metricTable({ task, weeks }: NorthStar): string {
  if (weeks.length === 0) return `No runs of ${task}.\n`;
  const lines = [
    columns.map(({ title }) => title),
    ...weeks.map((week) => columns.map(({ text }) => text(week))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  const table = lines.map((line) =>
    line
      .map((text, index) => (index === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[index] ?? 0)))
      .join("  "),
  );
  const running = weeks.some((week) => !week.complete)
    ? ["", "* this week is still running: its numbers will change"]
    : [];
  return `${[...table, ...running].map((line) => line.trimEnd()).join("\n")}\n`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
