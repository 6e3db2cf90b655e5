import { element, linearScale } from "@astrolabe/metric";
import { percent } from "./frame.ts";

const height = 26;

/** A piece of a waterfall: where the number was before, and after. */
export interface Step {
  readonly from: number;
  readonly to: number;
  readonly kind: "up" | "down" | "noise" | "week";
}

export type Scale = (value: number) => number;

/** A scale in percent over all values, with some room at the ends. */
export function percentScale(values: readonly number[]): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = (most - least || 1) * 0.06;
  return linearScale([least - pad, most + pad], [0, 100]);
}

/** One row of a waterfall; a thin line leads from the row before and to the next. Beside it stands the same in words. */
export function stepBar(x: Scale, { from, to, kind }: Step, place: "first" | "between" | "last"): string {
  const at = percent(x(to));
  const content = [
    ...(place === "last"
      ? []
      : [element("line", { class: "lead", x1: at, x2: at, y1: height / 2, y2: height })]),
    ...(place === "first"
      ? []
      : [
          element("line", {
            class: "lead",
            x1: percent(x(from)),
            x2: percent(x(from)),
            y1: 0,
            y2: height / 2,
          }),
        ]),
    kind === "week"
      ? element("circle", { class: "dot", cx: at, cy: height / 2, r: 5 })
      : element("rect", {
          class: kind,
          x: percent(Math.min(x(from), x(to))),
          y: 5,
          width: percent(Math.max(0.4, Math.abs(x(to) - x(from)))),
          height: height - 10,
        }),
  ];
  return bar(content);
}

/** A share of a whole. */
export function shareBar(share: number): string {
  return bar([
    element("rect", { class: "rest", x: 0, y: 7, width: "100%", height: height - 14 }),
    element("rect", {
      class: "up",
      x: 0,
      y: 7,
      width: percent(Math.max(0.4, share * 100)),
      height: height - 14,
    }),
  ]);
}

/** A value with its interval, and where another one is that it is compared with. */
export function intervalBar(
  x: Scale,
  value: number,
  interval: readonly [number, number] | null | undefined,
  other?: number,
): string {
  return bar([
    ...(other === undefined
      ? []
      : [
          element("line", { class: "lead", x1: percent(x(other)), x2: percent(x(other)), y1: 0, y2: height }),
        ]),
    ...(interval
      ? [
          element("line", {
            class: "whisker",
            x1: percent(x(interval[0])),
            x2: percent(x(interval[1])),
            y1: height / 2,
            y2: height / 2,
          }),
        ]
      : []),
    element("circle", { class: "dot", cx: percent(x(value)), cy: height / 2, r: 4 }),
  ]);
}

/** What it says stands in the other cells of its row. */
function bar(content: readonly string[]): string {
  return element(
    "svg",
    { class: "bar", width: "100%", height, "aria-hidden": "true", focusable: "false" },
    content,
  );
}
