import type { Figure, Report } from "./report.ts";

/** A figure that says all of itself: what it is of, which week, as of when, and by which definition. */
export interface ListedFigure extends Figure {
  /** Where it stands in the report, e.g. `weeks/2026-W46/per_developer`; the same in every drawing. */
  readonly id: string;
  readonly task: string;
  /** Null for what is not about one week, e.g. the ledger. */
  readonly week: string | null;
  readonly as_of: string;
  readonly definition_version: number;
}

/** Every figure of a report, in the order of the document. */
export function listFigures(report: Report): ListedFigure[] {
  const { task, as_of, definition_version } = report;
  const figures: ListedFigure[] = [];
  const visit = (value: unknown, path: readonly string[], week: string | null): void => {
    if (typeof value !== "object" || value === null) return;
    if (isFigure(value)) {
      figures.push({ id: path.join("/"), task, week, as_of, definition_version, ...value });
      return;
    }
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, nameOf(item, index)], week);
      return;
    }
    const own = "week" in value && typeof value.week === "string" ? value.week : week;
    for (const [name, member] of Object.entries(value)) visit(member, [...path, name], own);
  };
  visit(report, [], null);
  return figures;
}

function isFigure(value: object): value is Figure {
  return "unit" in value && "value" in value;
}

/** What tells an item of a list from the others: a week, code, version and so on; else its place. */
function nameOf(item: unknown, index: number): string {
  if (typeof item !== "object" || item === null || isFigure(item)) return String(index + 1);
  if ("causes" in item && Array.isArray(item.causes)) return item.causes.join(" + ");
  for (const key of ["week", "code", "version", "reason", "definition"]) {
    const value: unknown = Reflect.get(item, key);
    if (typeof value === "string") return value;
  }
  return String(index + 1);
}
