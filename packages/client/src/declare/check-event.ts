import type { Json } from "../event.ts";
import { maxDeclaredTextLength } from "../limits.ts";
import type { Declaration, Field } from "./declaration.ts";
import { looksPrivate } from "./looks-private.ts";
import { parsePattern } from "./pattern.ts";

/** What of an event may be sent. */
export interface CheckedEvent {
  readonly payload: Readonly<Record<string, boolean | number | string>>;
  /** Why each other field may not. A reason never holds the value. */
  readonly dropped: readonly string[];
}

type Events = Declaration["events"];

/** What the client adds to any event. A declaration may narrow `ci` and `end_ts`. */
export const ownFields: Readonly<Record<string, Field>> = {
  developer: { type: "string", pattern: "[0-9a-f]{32}", about: "A pseudonym: 32 hex digits." },
  end_ts: {
    type: "number",
    min: 0,
    max: 1e11,
    about: "When it was recorded, in seconds since 1970-01-01T00:00:00Z.",
  },
  ci: { type: "boolean", about: "Whether it was recorded on continuous integration." },
  dropped_fields: {
    type: "integer",
    min: 0,
    max: 1e6,
    about: "How many fields were left out because they are not declared, or not as declared.",
  },
};

/** What Astrolabe sends by itself. */
const ownEvents: Events = {
  "astrolabe-dropped": {
    about: "Events that were dropped on this machine.",
    fields: { count: { type: "integer", min: 0, max: 1e9, about: "How many." } },
  },
  "astrolabe-doctor": { about: "A test of `astrolabe doctor`, taken back at once.", fields: {} },
};

/**
 * Takes from a payload what the declaration of its event lets through. undefined if the event is not declared. With
 * `isRow`, `name` and `developer` may be among the fields, as they are in a row.
 */
export function checkEvent(
  events: Events,
  name: unknown,
  payload: Readonly<Record<string, Json | undefined>>,
  isRow = false,
): CheckedEvent | undefined {
  const event = typeof name === "string" ? (own(events, name) ?? own(ownEvents, name)) : undefined;
  if (event === undefined) return undefined;
  const checked: Record<string, boolean | number | string> = {};
  const dropped: string[] = [];
  for (const [key, value] of Object.entries(payload)) {
    if (value === undefined || (isRow && key === "name")) continue;
    const isAdded = key === "end_ts" || key === "ci" || isRow;
    const field = own(event.fields, key) ?? (isAdded ? own(ownFields, key) : undefined);
    const problem =
      field === undefined ? "is not declared" : problemOf(value, field, isRow && key === "developer");
    if (problem === undefined) checked[key] = value as boolean | number | string;
    else dropped.push(`${field === undefined ? "a field" : key} ${problem}`);
  }
  return { payload: checked, dropped };
}

/** What is wrong with a value; undefined if nothing is. */
function problemOf(value: Json, field: Field, isPseudonym: boolean): string | undefined {
  if (field.type === "boolean") return typeof value === "boolean" ? undefined : "is not true or false";
  if (field.type !== "string") {
    if (typeof value !== "number" || !Number.isFinite(value)) return "is not a number";
    if (field.type === "integer" && !Number.isInteger(value)) return "is not an integer";
    return value >= field.min && value <= field.max ? undefined : `is not from ${field.min} to ${field.max}`;
  }
  if (typeof value !== "string" || value.length > maxDeclaredTextLength) return "is not a short text";
  if ("values" in field) return field.values.includes(value) ? undefined : "is not one of its values";
  if (!matcherOf(field.pattern)(value)) return "does not match its pattern";
  const look = isPseudonym ? undefined : looksPrivate(value);
  return look === undefined ? undefined : `looks like ${look}`;
}

const matchers = new Map<string, (text: string) => boolean>();

/** Each of the declared patterns is parsed once. */
function matcherOf(pattern: string): (text: string) => boolean {
  let matcher = matchers.get(pattern);
  if (matcher === undefined) matchers.set(pattern, (matcher = parsePattern(pattern, "pattern")));
  return matcher;
}

/** A member of the object itself: an event called `constructor` is not declared by that. */
function own<Part>(members: Readonly<Record<string, Part>>, name: string): Part | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
