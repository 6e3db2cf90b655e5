// What a drawing shows of a figure, held against that figure. What is expected is written here anew, from the number, not
// with the functions that the drawings use.
import assert from "node:assert/strict";
import type { Figure } from "../src/report/report.ts";

const units: Readonly<Record<string, number>> = {
  "%": 0.01,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  days: 86_400_000,
};

/** A drawn number as a number: `1,204`, `−0.89`, `93.1 %`, `6.7 s`; null where it is a word or a dash. */
function parseNumber(text: string): { value: number; step: number } | null {
  const match = /^([+−]?)([\d,]+)(?:\.(\d+))?(?: (%|(?:ms|s|min|h|days)\b))?/.exec(text.trim());
  if (match === null) return null;
  const [, sign, whole = "", decimals = "", unit] = match;
  const scale = unit === undefined ? 1 : (units[unit] ?? Number.NaN);
  const value = Number(`${whole.replaceAll(",", "")}.${decimals || "0"}`) * scale;
  return { value: sign === "−" ? -value : value, step: 10 ** -decimals.length * scale };
}

export function assertShows(text: string, figure: Figure | undefined, where: string): void {
  assert.ok(figure !== undefined, `${where} is in the document`);
  const drawn = parseNumber(text);
  if (figure.value === null) {
    const word = { hidden: "hidden", "not known": "not known", nothing: "–", "too few": "too few" }[
      figure.why ?? "nothing"
    ];
    assert.ok(text.trim().startsWith(word), `${where}: "${text}" is not ${figure.why}`);
    return;
  }
  assert.ok(drawn !== null, `${where}: "${text}" is no number`);
  assert.ok(
    Math.abs(drawn.value - figure.value) <= drawn.step * 0.5000001,
    `${where}: "${text}" is not ${figure.value}`,
  );
}

/** All that carries the id of a figure, with what it shows. */
export function cellsWithIds(markup: string): [id: string, text: string][] {
  const cells = [...markup.matchAll(/<(\w+)[^>]* data-figure="([^"]*)"[^>]*>([^<]*)<\/\1>/g)];
  return cells.map(([, , id = "", text = ""]) => [unescape(id), unescape(text)]);
}

function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
