import { element, escapeText, isoWeek, textElement, type Mark } from "@astrolabe/metric";
import { maxMarkRows } from "../limits.ts";
import type { PageModel } from "../page-model.ts";
import { percent, type Frame } from "./frame.ts";
import { shownWeeks } from "./shown-weeks.ts";

const rowHeight = 14;
/** A word's width in percent of the plot's on the narrowest screen that shows words: what does not fit there has none. */
const percentPerCharacter = 1.25;
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

/** A sign and a line for each mark: a release points up, an outage is crossed out. The words lie over all lines. */
export function markSigns(frame: Frame, placed: readonly PlacedMark[]): string[] {
  return [...placed.map((mark) => sign(frame, mark)), ...placed.map((mark) => words(frame, mark))];
}

function sign({ x, top, floor }: Frame, { mark, slot, row }: PlacedMark): string {
  const at = percent(x(slot));
  const y1 = row === undefined ? top - 4 : wordsY(row) - 8;
  return element("g", { class: `mark ${mark.kind}` }, [
    element("title", {}, escapeText(`${mark.at.slice(0, 10)}: ${mark.text}`)),
    element("line", { x1: at, x2: at, y1, y2: floor }),
    textElement({ x: at, y: floor - 3, "text-anchor": "middle" }, mark.kind === "release" ? "▲" : "✕"),
  ]);
}

/** Towards the middle, so that they stay on the page. */
function words({ x }: Frame, { mark, slot, row }: PlacedMark): string {
  if (row === undefined) return "";
  const isRight = x(slot) > 50;
  const place = {
    x: percent(x(slot)),
    dx: isRight ? -6 : 6,
    y: wordsY(row),
    "text-anchor": isRight ? "end" : "start",
  };
  return textElement({ class: `mark-words wide ${mark.kind}`, ...place }, shortened(mark.text));
}

function wordsY(row: number): number {
  return row * rowHeight + 10;
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length > maxCharacters ? `${characters.slice(0, maxCharacters - 1).join("")}…` : text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
