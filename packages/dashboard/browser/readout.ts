// Reads a chart out: the week that is pointed at, touched, or walked to with the arrow keys. A range input is laid over
// the plot: it brings keys, touch and what a screen reader says.

const svgNamespace = "http://www.w3.org/2000/svg";

export function readOutCharts(): void {
  for (const figure of document.querySelectorAll<HTMLElement>(".plot")) readOut(figure);
}

interface Reading {
  readonly dot: SVGCircleElement;
  readonly said: string;
  /** In percent of the width. */
  readonly x: number;
}

function readOut(figure: HTMLElement): void {
  const canvas = figure.querySelector<HTMLElement>(".canvas");
  const chart = canvas?.querySelector<SVGSVGElement>("svg.chart");
  const output = figure.querySelector<HTMLOutputElement>(".readout");
  const readings = chart === null || chart === undefined ? [] : readingsOf(chart);
  if (!canvas || !chart || !output || readings.length === 0) return;
  const newest = output.textContent;
  const cursor = document.createElementNS(svgNamespace, "line");
  const range = document.createElement("input");
  const start = Math.max(
    0,
    readings.findIndex(({ said }) => said === newest),
  );
  Object.assign(range, { type: "range", min: "0", max: String(readings.length - 1), value: String(start) });
  range.setAttribute("aria-label", `Week of the chart: ${chart.querySelector("title")?.textContent ?? ""}`);

  const show = (index: number, isPointing: boolean): void => {
    const reading = readings[index];
    if (reading === undefined) return;
    for (const { dot } of readings) dot.classList.remove("read");
    if (isPointing) reading.dot.classList.add("read");
    for (const end of ["x1", "x2"]) cursor.setAttribute(end, `${reading.x}%`);
    cursor.setAttribute("class", isPointing ? "cursor on" : "cursor");
    range.value = String(index);
    range.setAttribute("aria-valuetext", reading.said);
    output.textContent = isPointing ? reading.said : newest;
  };
  const pointAt = ({ clientX }: PointerEvent): void => {
    const { left, width } = chart.getBoundingClientRect();
    show(nearest(readings, ((clientX - left) / width) * 100), true);
  };

  cursor.setAttribute("y1", "0");
  cursor.setAttribute("y2", String(chart.height.baseVal.value - 22));
  chart.append(cursor);
  canvas.append(range);
  canvas.addEventListener("pointermove", pointAt);
  canvas.addEventListener("pointerleave", () => {
    if (document.activeElement !== range) show(start, false);
  });
  range.addEventListener("input", () => show(Number(range.value), true));
  range.addEventListener("focus", () => show(Number(range.value), true));
  range.addEventListener("blur", () => show(start, false));
  show(start, false);
}

function readingsOf(chart: SVGSVGElement): Reading[] {
  return [...chart.querySelectorAll<SVGCircleElement>("circle[data-week]")].map((dot) => ({
    dot,
    said: dot.querySelector("title")?.textContent ?? "",
    x: Number.parseFloat(dot.getAttribute("cx") ?? "0"),
  }));
}

function nearest(readings: readonly Reading[], x: number): number {
  let best = 0;
  for (const [index, reading] of readings.entries()) {
    if (Math.abs(reading.x - x) < Math.abs((readings[best]?.x ?? 0) - x)) best = index;
  }
  return best;
}
