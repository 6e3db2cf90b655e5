import { element, escapeText, figureText, type Figure } from "@astrolabe/metric";
import type { Frame } from "./frame.ts";

/** What a line is, said at its right end. */
export interface SideLabel {
  /** Where the line is, in pixels. */
  readonly y: number;
  readonly kind: "value" | "quiet" | "goal";
  /** The number, shown on every screen. */
  readonly number: string;
  /** What it is, shown where there is room. */
  readonly words: string;
  readonly id?: string | undefined;
}

const lineHeight = 14;

export function figureLabel(
  frame: Frame,
  kind: SideLabel["kind"],
  words: string,
  id: string,
  figure: Figure,
): SideLabel[] {
  if (figure.value === null) return [];
  return [{ y: frame.y(figure.value), kind, number: figureText(figure), words, id }];
}

/** Labels beside the plot, moved apart where they would lie on each other. */
export function sideLabels(frame: Frame, labels: readonly SideLabel[]): string[] {
  const sorted = labels.toSorted((a, b) => a.y - b.y);
  return spread(
    sorted.map(({ y }) => y),
    frame.top,
    frame.floor,
  ).map((y, index) => {
    const { kind, number, words, id } = sorted[index] ?? missing;
    return element("text", { class: `side ${kind}`, x: "100%", dx: 12, y: y + 4 }, [
      element("tspan", { "data-figure": id }, escapeText(number)),
      element("tspan", { class: "wide" }, escapeText(number === "" ? words : ` ${words}`)),
    ]);
  });
}

const missing: SideLabel = { y: 0, kind: "quiet", number: "", words: "" };

/** Places at least a line apart, each as near to where it wants to be as those before it let it; sorted. */
export function spread(wanted: readonly number[], top: number, floor: number): number[] {
  const places: number[] = [];
  for (const y of wanted) places.push(Math.max(y, (places.at(-1) ?? top - lineHeight) + lineHeight));
  for (let index = places.length - 1, limit = floor; index >= 0; index--) {
    places[index] = Math.min(places[index] ?? 0, limit);
    limit = (places[index] ?? 0) - lineHeight;
  }
  return places;
}
