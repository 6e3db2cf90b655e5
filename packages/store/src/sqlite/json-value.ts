/**
 * What a path leads to in a JSON text, as PostgreSQL's `->` finds it: a member by name, or, where the step is a whole
 * number, an element (from the end if negative). undefined: nothing is there.
 */
export function jsonAt(text: string, path: readonly string[]): unknown {
  let value: unknown = JSON.parse(text);
  for (const step of path) value = isIndex(step) ? element(value, Number(step)) : member(value, step);
  return value;
}

function isIndex(step: string): boolean {
  return /^-?\d+$/.test(step);
}

function element(value: unknown, index: number): unknown {
  return Array.isArray(value) ? value.at(index) : undefined;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** A value as PostgreSQL's `->>` says it: strings bare, JSON's null as none, all else as JSON text. */
export function jsonText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * A text that sorts as PostgreSQL sorts the value among other `jsonb` values, and is equal for equal values:
 * null < strings < numbers < false < true < arrays < objects, and shorter arrays and objects before longer ones.
 * https://www.postgresql.org/docs/15/datatype-json.html#JSON-INDEXING
 */
export function jsonSortKey(value: unknown): string {
  if (value === null) return "1";
  if (typeof value === "string") return `2${stringKey(value)}`;
  if (typeof value === "number") return `3${numberKey(value)}`;
  if (typeof value === "boolean") return value ? "4b" : "4a";
  if (Array.isArray(value))
    return `5${countKey(value.length)}${value.map((item) => jsonSortKey(item)).join("")}`;
  const members = Object.entries(value ?? {}).map(
    ([name, item]) => countKey(name.length) + stringKey(name) + jsonSortKey(item),
  );
  return `6${countKey(members.length)}${members.toSorted().join("")}`;
}

/** Ends in U+0000, so that a string sorts before a longer one that begins with it; inside, that is said otherwise. */
function stringKey(text: string): string {
  return `${text.replaceAll("\u0001", "\u0001\u0002").replaceAll("\u0000", "\u0001\u0001")}\u0000`;
}

/** IEEE 754 doubles sort as their bits do once the sign is turned round. */
function numberKey(value: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value + 0); // -0 is 0
  const unsigned = bits.getBigUint64(0);
  const negative = unsigned >> 63n === 1n;
  const key = negative ? ~unsigned & 0xffff_ffff_ffff_ffffn : unsigned | (1n << 63n);
  return key.toString(16).padStart(16, "0");
}

function countKey(count: number): string {
  return count.toString(16).padStart(8, "0");
}
