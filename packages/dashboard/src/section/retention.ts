import { element, type Cohort, type Figure } from "@astrolabe/metric";
import { figureElement, section, table, text, unlinkable } from "../html.ts";
import type { PageModel } from "../page-model.ts";

/** Shades that tell shares apart: each is a class, as the page's policy lets no style into markup. */
const shades = 8;

/** Who stayed, by the week they were first seen in. */
export function retentionTriangle({ report: { retention, linkable } }: PageModel): string {
  if (retention.length === 0) {
    const why = linkable ? "Known from the second complete week on." : `Not known: ${unlinkable}.`;
    return section("retention", "Who stays", [text("p", { class: "note" }, why)]);
  }
  const ages = Math.max(0, ...retention.map(({ active_after }) => active_after.length));
  const columns = Array.from({ length: ages }, (_, age) => age);
  return section("retention", "Who stays", [
    text(
      "p",
      { class: "note" },
      "Of those first active in a week, how many were active so many weeks later.",
    ),
    element(
      "div",
      { class: "triangle" },
      table({
        caption: "Retention by the week of the first run",
        head: ["first active in", "developers", ...columns.map((age) => `+${age + 1}`)],
        rows: retention.map((cohort) => [
          cohort.week,
          figureElement("td", `retention/${cohort.week}/developers`, cohort.developers),
          ...columns.map((age) => stayed(cohort, age)),
        ]),
      }),
    ),
  ]);
}

function stayed({ week, developers, active_after }: Cohort, age: number): string {
  const figure = active_after[age];
  if (figure === undefined) return "<td></td>";
  return figureElement("td", `retention/${week}/active_after/${age + 1}`, figure, shortText, {
    class: shade(figure, developers),
  });
}

/** A cell is narrow: what is hidden has a sign there. */
function shortText({ value, why }: Figure): string {
  if (value !== null) return value.toLocaleString("en");
  return why === "hidden" ? "hidden" : "–";
}

function shade({ value }: Figure, { value: all }: Figure): string {
  if (value === null || all === null || all === 0) return "shade";
  return `shade shade-${Math.min(shades, Math.round((value / all) * shades))}`;
}
