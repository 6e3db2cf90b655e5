import type { Figure, Unit } from "../report/report.ts";

const missing = { hidden: "hidden", "not known": "not known", nothing: "–", "too few": "too few" } as const;

/** What stands in the place of parts, flows and cohorts under weekly pseudonyms. */
export const notFollowed = "Nobody is followed from week to week: who stayed and why it moved isn't known.";

/** A figure as all drawings write it: `5.34`, `93.1 %`, `7.0 s`, `1,204`, and for none why there is none. */
export function figureText({ value, unit, why = "nothing" }: Figure): string {
  return value === null ? missing[why] : valueText(value, unit);
}

/** `4.34 … 7.13`, or nothing. */
export function intervalText({ interval, unit }: Figure): string {
  return interval ? interval.map((end) => valueText(end, unit)).join(" … ") : "";
}

/** `5.34 (4.34 … 7.13)` */
export function figureWithInterval(figure: Figure): string {
  const interval = intervalText(figure);
  return interval === "" ? figureText(figure) : `${figureText(figure)} (${interval})`;
}

/** A difference, with its sign: `+0.12`, `−1.43`; 0 has none. */
export function signedText({ value, unit, why = "nothing" }: Figure): string {
  if (value === null) return missing[why];
  const text = valueText(Math.abs(value), unit);
  // What rounds to nothing has no direction.
  if (!/[1-9]/.test(text)) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

function valueText(value: number, unit: Unit): string {
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit === "ms") return durationText(value);
  if (unit === "runs" || unit === "developers" || unit === "rows") return value.toLocaleString("en");
  return value.toFixed(2).replace("-", "−");
}

function durationText(ms: number): string {
  if (ms < 0) return `−${durationText(-ms)}`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${(ms / 60_000).toFixed(1)} min`;
  if (ms < 48 * 3_600_000) return `${(ms / 3_600_000).toFixed(1)} h`;
  return `${(ms / 86_400_000).toFixed(1)} days`;
}
