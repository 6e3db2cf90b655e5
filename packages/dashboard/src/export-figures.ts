import { listFigures, type ListedFigure, type Report } from "@astrolabe/metric";

/** The figures of the last weeks that a report has, complete and running. */
export function weekFigures(report: Report, weeks: number): ListedFigure[] {
  return listFigures({ ...report, weeks: report.weeks.slice(-weeks) }).filter(({ id }) =>
    /^(weeks|running)\//.test(id),
  );
}

/** A JSON object a line. */
export function figuresNdjson(figures: readonly ListedFigure[]): string {
  return figures.map((figure) => `${JSON.stringify(figure)}\n`).join("");
}

const columns = [
  "id",
  "week",
  "value",
  "unit",
  "n",
  "of",
  "low",
  "high",
  "why",
  "as_of",
  "definition_version",
] as const;

/** RFC 4180, with a header. No cell begins with what a spreadsheet would take for a formula. */
export function figuresCsv(figures: readonly ListedFigure[]): string {
  const rows = figures.map((figure) => {
    const [low, high] = figure.interval ?? [];
    const cells = { ...figure, low, high };
    return columns.map((name) => csvCell(cells[name]));
  });
  return [columns, ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function csvCell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
