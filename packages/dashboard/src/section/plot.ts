import { element, escapeText } from "@astrolabe/metric";

/**
 * A chart with the line that reads it out. It shows the newest week; where there is a script, the one that is pointed at
 * or walked to with the arrow keys, which then says itself what it reads out.
 */
export function plot(id: string, chart: string, newest: string): string {
  return element("figure", { class: "plot", id: `plot-${id}`, "data-plot": id }, [
    element(
      "figcaption",
      {},
      element("output", { class: "readout", "aria-live": "off" }, escapeText(newest)),
    ),
    element("div", { class: "canvas" }, chart),
  ]);
}
