// What a tool may send, in the form in which it is written in code and, as JSON, in a file.

import {
  maxDeclaredEvents,
  maxDeclaredFields,
  maxDeclaredTextLength,
  maxDeclaredValues,
  maxNameLength,
} from "../limits.ts";
import { parsePattern } from "./pattern.ts";

interface About {
  /** A sentence for the person whose machine sends it. */
  readonly about: string;
}

interface NumberField extends About {
  readonly type: "integer" | "number";
  /** Inclusive. */
  readonly min: number;
  readonly max: number;
}

interface BooleanField extends About {
  readonly type: "boolean";
}

/** A text out of a list. */
interface ChoiceField extends About {
  readonly type: "string";
  readonly values: readonly string[];
}

/** A text of a shape, in the part of regular expressions that pattern.ts describes. */
interface PatternField extends About {
  readonly type: "string";
  readonly pattern: string;
}

export type Field = NumberField | BooleanField | ChoiceField | PatternField;

interface EventDeclaration extends About {
  readonly fields: Readonly<Record<string, Field>>;
}

export interface Declaration {
  /** The version of this form. */
  readonly schema: 1;
  /** The tool's name: lower-case letters, digits, `.`, `_` and `-`. */
  readonly tool: string;
  /** Whom to ask about what is sent: an address or a URL. */
  readonly contact: string;
  readonly events: Readonly<Record<string, EventDeclaration>>;
}

/** What the client writes itself, or reads as the developer: no declaration can give them another meaning. */
const reservedFields = ["name", "developer", "user", "username", "dropped_fields"];

/** @throws TypeError that says which part is wrong and what belongs there */
export function parseDeclaration(value: unknown): Declaration {
  const { schema, tool, contact, events } = membersOf(value, "the declaration", [
    "schema",
    "tool",
    "contact",
    "events",
  ]);
  if (schema !== 1) throw new TypeError(`schema: must be 1, the only version of this form`);
  const name = parseText(tool, "tool");
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name))
    throw new TypeError("tool: must be 1 to 64 of a-z, 0-9, '.', '_' and '-'");
  const parsed = mapMembers(events, "events", maxDeclaredEvents, parseEvent);
  return { schema, tool: name, contact: parseText(contact, "contact"), events: parsed };
}

function parseEvent(value: unknown, at: string, name: string): EventDeclaration {
  if (name.trim() === "" || name.length > maxNameLength)
    throw new TypeError(`${at}: an event's name has 1 to ${maxNameLength} characters`);
  const { about, fields } = membersOf(value, at, ["about", "fields"]);
  return {
    about: parseText(about, `${at}.about`),
    fields: mapMembers(fields, `${at}.fields`, maxDeclaredFields, parseField),
  };
}

function parseField(value: unknown, at: string, name: string): Field {
  if (!/^[a-z][a-z0-9_]{0,63}$/.test(name))
    throw new TypeError(`${at}: a field's name is 1 to 64 of a-z, 0-9 and '_', and begins with a letter`);
  if (reservedFields.includes(name)) throw new TypeError(`${at}: the client writes ${name} itself`);
  const type = typeof value === "object" && value !== null && "type" in value ? value.type : undefined;
  if (type === "boolean") {
    const { about } = membersOf(value, at, ["type", "about"]);
    return { type, about: parseText(about, `${at}.about`) };
  }
  if (type === "integer" || type === "number") {
    const { about, min, max } = membersOf(value, at, ["type", "about", "min", "max"]);
    if (!isFinite(min) || !isFinite(max) || min > max)
      throw new TypeError(`${at}: min and max must be numbers, min the lesser`);
    return { type, about: parseText(about, `${at}.about`), min, max };
  }
  if (type !== "string") throw new TypeError(`${at}.type: must be integer, number, boolean or string`);
  return parseTextField(value, at);
}

function parseTextField(value: unknown, at: string): Field {
  const { about, values, pattern } = membersOf(value, at, ["type", "about", "values", "pattern"]);
  const sentence = parseText(about, `${at}.about`);
  if ((values === undefined) === (pattern === undefined))
    throw new TypeError(`${at}: a string has either values or a pattern; free text is not offered`);
  if (pattern !== undefined) {
    const source = parseText(pattern, `${at}.pattern`);
    parsePattern(source, `${at}.pattern`);
    return { type: "string", about: sentence, pattern: source };
  }
  if (!Array.isArray(values) || values.length === 0 || values.length > maxDeclaredValues)
    throw new TypeError(`${at}.values: must be a list of 1 to ${maxDeclaredValues} texts`);
  const texts = values.map((one: unknown, index) => parseText(one, `${at}.values[${index}]`));
  const long = texts.find((text) => text.length > maxDeclaredTextLength);
  if (long !== undefined)
    throw new TypeError(`${at}.values: a value has at most ${maxDeclaredTextLength} characters`);
  return { type: "string", about: sentence, values: texts };
}

function isFinite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function parseText(value: unknown, at: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new TypeError(`${at}: must be a text that is not empty`);
}

/** A misspelt member must not pass for one that was left out. */
function membersOf(value: unknown, at: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new TypeError(`${at}: must be an object with ${known.join(", ")}`);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`${at}: has no member ${unknown}; there are ${known.join(", ")}`);
  return value;
}

function mapMembers<Part>(
  value: unknown,
  at: string,
  atMost: number,
  parse: (value: unknown, at: string, name: string) => Part,
): Readonly<Record<string, Part>> {
  if (!isObject(value)) throw new TypeError(`${at}: must be an object`);
  const members = Object.entries(value);
  if (members.length > atMost) throw new TypeError(`${at}: has ${members.length} members; at most ${atMost}`);
  return Object.fromEntries(members.map(([name, part]) => [name, parse(part, `${at}.${name}`, name)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
