import { element, escapeText, isoWeek, textElement, type Mark } from "@astrolabe/metric";
import { maxMarkRows } from "../limits.ts";
import type { PageModel } from "../page-model.ts";
import { percent, type Frame } from "./frame.ts";
import { shownWeeks } from "./shown-weeks.ts";

const rowHeight = 14;
/** A word's width in percent of the plot's on the narrowest screen that shows words: what does not fit there has none. */
const percentPerCharacter = 1.05;
const maxCharacters = 22;

/** A mark on the axis. */
export interface PlacedMark {
  readonly mark: Mark;
  readonly week: string;
  readonly slot: number;
  /** Of its words above the plot; undefined where there is no room for them. */
  readonly row: number | undefined;
}

/** The marks in the weeks on the axis, oldest first, with room for their words looked for in rows. */
export function placeMarks(model: PageModel): PlacedMark[] {
  const { report, marks } = model;
  const weeks = shownWeeks(model).map(({ week }) => week);
  const slots = new Map(
    [...weeks, ...(report.running === null ? [] : [report.running.week])].map((week, slot) => [week, slot]),
  );
  const rowEnds = Array.from({ length: maxMarkRows }, () => -Infinity);
  const count = Math.max(1, weeks.length);
  return marks
    .toSorted((a, b) => compare(a.at, b.at))
    .flatMap((mark): PlacedMark[] => {
      const week = isoWeek(Date.parse(mark.at), report.time_zone);
      const slot = slots.get(week);
      if (slot === undefined) return [];
      const width = shortened(mark.text).length * percentPerCharacter + 3;
      const centre = (slot / count) * 100;
      const start = centre > 50 ? centre - width : centre;
      const row = rowEnds.findIndex((end) => end <= start);
      if (row >= 0) rowEnds[row] = start + width;
      return [{ mark, week, slot, row: row < 0 ? undefined : row }];
    });
}

/** Pixels above the plot that the words take. */
export function markRoom(placed: readonly PlacedMark[]): number {
  const rows = Math.max(0, ...placed.map(({ row }) => (row ?? 0) + 1));
  return rows * rowHeight;
}

/** A sign and a line for each mark: a release points up, an outage is crossed out. */
export function markSigns({ x, top, floor }: Frame, placed: readonly PlacedMark[]): string[] {
  return placed.map(({ mark, slot, row }) => {
    const at = percent(x(slot));
    const rightHalf = x(slot) > 50;
    const wordsY = (row ?? 0) * rowHeight + 10;
    return element("g", { class: `mark ${mark.kind}` }, [
      element("title", {}, escapeText(`${mark.at.slice(0, 10)}: ${mark.text}`)),
      element("line", { x1: at, x2: at, y1: row === undefined ? top - 4 : wordsY - 8, y2: floor }),
      ...(row === undefined
        ? []
        : [
            textElement(
              {
                class: "wide",
                x: at,
                dx: rightHalf ? -6 : 6,
                y: wordsY,
                "text-anchor": rightHalf ? "end" : "start",
              },
              shortened(mark.text),
            ),
          ]),
      textElement(
        { class: "sign", x: at, y: floor - 3, "text-anchor": "middle" },
        mark.kind === "release" ? "▲" : "✕",
      ),
    ]);
  });
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join("")}…` : text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
