import { canonicalJson, compareNames } from "./canonical-json.ts";
import { ExactNumber } from "./exact-json.ts";

/**
 * A text that sorts as PostgreSQL sorts the value among other `jsonb` values, and is equal for equal values:
 * null < strings < numbers < false < true < arrays < objects, and shorter arrays and objects before longer ones.
 * https://www.postgresql.org/docs/15/datatype-json.html#JSON-INDEXING
 */
export function jsonSortKey(value: unknown): string {
  if (value === null) return "1";
  if (typeof value === "string") return `2${stringKey(value)}`;
  if (typeof value === "number" || value instanceof ExactNumber) return `3${numberKey(canonicalJson(value))}`;
  if (typeof value === "boolean") return value ? "4b" : "4a";
  if (Array.isArray(value))
    return `5${countKey(value.length)}${value.map((item) => jsonSortKey(item)).join("")}`;
  const members = Object.entries(value ?? {}).toSorted(([a], [b]) => compareNames(a, b));
  return `6${countKey(members.length)}${members.map(([name, item]) => countKey(Buffer.byteLength(name)) + stringKey(name) + jsonSortKey(item)).join("")}`;
}

/** Ends in U+0000, so that a string sorts before a longer one that begins with it; inside, that is said otherwise. */
function stringKey(text: string): string {
  return `${text.replaceAll("\u0001", "\u0001\u0002").replaceAll("\u0000", "\u0001\u0001")}\u0000`;
}

/** Above the exponents of all numbers that can be stored. */
const exponentOffset = 1_000_000;

/**
 * Plain decimal digits as a text that sorts as the number does: its sign, how large it is as a power of ten, its digits.
 * Of negative numbers the larger is the smaller, so all their digits are turned round.
 */
function numberKey(text: string): string {
  const negative = text.startsWith("-");
  const [whole = "", fraction = ""] = (negative ? text.slice(1) : text).split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return "1";
  const exponent = digits.length - fraction.length + exponentOffset;
  const magnitude = `${String(exponent).padStart(7, "0")}${digits.replace(/0+$/, "")}`;
  if (!negative) return `2${magnitude}!`;
  return `0${magnitude.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}~`;
}

function countKey(count: number): string {
  return count.toString(16).padStart(8, "0");
}
