import {
  element,
  escapeText,
  figureText,
  linearScale,
  textElement,
  ticks,
  type Figure,
} from "@astrolabe/metric";

/**
 * The ground of a chart over weeks. Along the weeks it stretches with the page, so places are shares of its width; up
 * and down they are pixels. Hence words and dots keep their size on every screen, and no script is needed.
 */
export interface Frame {
  /** Complete weeks; the running one has the last slot. */
  readonly slots: number;
  readonly top: number;
  /** Where the plot ends and the axis begins, in pixels. */
  readonly floor: number;
  readonly height: number;
  readonly domain: readonly [low: number, high: number];
  /** In percent of the width. */
  readonly x: (slot: number) => number;
  /** In pixels. */
  readonly y: (value: number) => number;
}

const axisHeight = 22;

export function createFrame(options: {
  readonly slots: number;
  readonly top: number;
  readonly height: number;
  readonly domain: readonly [number, number];
}): Frame {
  const { slots, top, height, domain } = options;
  const floor = height - axisHeight;
  return {
    ...options,
    floor,
    x: linearScale([0, Math.max(1, slots)], [0, 100]),
    y: linearScale(domain, [floor, top]),
  };
}

export function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}

/** A whole chart: a picture with a name and a description. */
export function chartElement(
  { height }: Frame,
  { title, description }: { readonly title: string; readonly description: string },
  content: readonly string[],
): string {
  return element(
    "svg",
    { class: "chart", width: "100%", height, role: "img", "aria-label": `${title}. ${description}` },
    [element("title", {}, escapeText(title)), element("desc", {}, escapeText(description)), ...content],
  );
}

/** Lines and areas: they stretch, and are cut where the plot ends. */
export function stretched({ floor }: Frame, content: readonly string[]): string {
  return element(
    "svg",
    { width: "100%", height: floor, viewBox: `0 0 1000 ${floor}`, preserveAspectRatio: "none" },
    content,
  );
}

/** Lines at round values, named on the left. */
export function grid(frame: Frame, about: number, label: (value: number) => string): string[] {
  return ticks(...frame.domain, about).flatMap((value) => [
    element("line", { class: "grid", x1: "0%", x2: "100%", y1: frame.y(value), y2: frame.y(value) }),
    textElement(
      { class: "tick", x: "0%", dx: -8, y: frame.y(value) + 4, "text-anchor": "end" },
      label(value),
    ),
  ]);
}

/** Weeks named below, every so many; on a narrow screen every other one of those. */
export function weekAxis({ x, height }: Frame, weeks: readonly string[], every: number): string[] {
  return weeks.flatMap((week, slot) => {
    const back = weeks.length - 1 - slot;
    if (back % every !== 0) return [];
    const isOdd = (back / every) % 2 === 1;
    return [
      textElement(
        {
          class: isOdd ? "tick wide" : "tick",
          x: percent(x(slot)),
          // The last one may not stick out at the right.
          dx: back === 0 ? 8 : undefined,
          y: height - 5,
          "text-anchor": back === 0 ? "end" : "middle",
        },
        week.slice(2),
      ),
    ];
  });
}

/** A round value beside its line: no more digits than it takes. */
export function tickText(figure: Figure): string {
  return figureText(figure).replace(/\.0+(?=\D*$)/, "");
}

/** Room for every value and, where a few intervals are far wider than the rest, for most of those. */
export function highest(figures: readonly (Figure | undefined)[]): number {
  const values = figures.map((figure) => figure?.value ?? 0);
  const ends = figures.map((figure) => figure?.interval?.[1] ?? 0).toSorted((a, b) => a - b);
  const end = ends[Math.ceil(shownIntervals * ends.length) - 1] ?? 0;
  return Math.max(...values, end, 0);
}

/** Of the intervals, those beyond this share may be cut. */
export const shownIntervals = 0.9;
