import type { Expression } from "@astrolabe/store";
import { ApiError, notImplemented } from "./api-error.ts";

const resolutions = ["merge-duplicates", "ignore-duplicates"] as const;
const missings = ["default", "null"] as const;
const returns = ["minimal", "representation", "headers-only"] as const;
const counts = ["exact", "planned", "estimated"] as const;
const handlings = ["strict", "lenient"] as const;

/** What the `Prefer` header asks for; of contradicting preferences the first counts, as in PostgREST. */
export interface Preferences {
  readonly resolution?: (typeof resolutions)[number] | undefined;
  readonly missing?: (typeof missings)[number] | undefined;
  readonly return?: (typeof returns)[number] | undefined;
  readonly count?: (typeof counts)[number] | undefined;
  readonly handling?: (typeof handlings)[number] | undefined;
  /** An IANA time zone. */
  readonly timezone?: string | undefined;
  /** Rows that a deletion may hit at most; it only counts with `handling=strict`. */
  readonly "max-affected"?: number | undefined;
}

/** Those whose values are words of a list. */
type Name = Exclude<keyof Preferences, "max-affected" | "timezone">;

const known: Readonly<Record<Name, readonly string[]>> = {
  resolution: resolutions,
  missing: missings,
  return: returns,
  count: counts,
  handling: handlings,
};

/** Known to PostgREST, and without effect here as under its default configuration. */
const withoutEffect: ReadonlySet<string> = new Set(["tx=commit", "tx=rollback"]);

/** What nearly every request asks for: these two very objects are given then. */
export const noPreferences: Preferences = {};
export const onlyMinimal: Preferences = { return: "minimal" };

/** @throws ApiError 400 for an unknown preference when `handling=strict` is asked for. */
export function parsePreferences(header: string | string[] | undefined): Preferences {
  if (header === undefined) return noPreferences;
  if (header === "return=minimal") return onlyMinimal;
  const found = new Map<string, string>();
  const unknown: string[] = [];
  let maxAffected: number | undefined;
  let timezone: string | undefined;
  for (const preference of String(header).split(",")) {
    const text = preference.trim();
    const equals = text.indexOf("=");
    const name = text.slice(0, equals);
    const value = text.slice(equals + 1);
    if (isName(name) && known[name].includes(value)) {
      if (!found.has(name)) found.set(name, value);
    } else if (name === "timezone" && isTimezone(timezone ?? value)) {
      timezone ??= value;
    } else if (name === "max-affected") {
      maxAffected ??= /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
    } else if (text !== "" && !withoutEffect.has(text)) unknown.push(text);
  }
  if (found.get("handling") === "strict" && unknown.length > 0) {
    throw new ApiError(400, "PGRST122", "Invalid preferences given with handling=strict", {
      details: `Invalid preferences: ${unknown.join(", ")}`,
    });
  }
  return {
    resolution: oneOf(resolutions, found.get("resolution")),
    missing: oneOf(missings, found.get("missing")),
    return: oneOf(returns, found.get("return")),
    count: oneOf(counts, found.get("count")),
    handling: oneOf(handlings, found.get("handling")),
    timezone,
    "max-affected": found.get("handling") === "strict" ? maxAffected : undefined,
  };
}

/** @throws ApiError 400 when times are asked for in another zone than the one that they are given in. */
export function checkTimezone(
  { timezone }: Preferences,
  parts: readonly { readonly expression: Expression }[],
): void {
  if (timezone === undefined || ["UTC", "Etc/UTC"].includes(timezone)) return;
  if (!parts.some(({ expression }) => expression.column === "received_at")) return;
  throw notImplemented("received_at is given in UTC: no other timezone is offered.");
}

/** Whether rows that are inserted or deleted are to be counted: there is no plan to take a number from. */
export function isCounted({ count }: Preferences): boolean {
  return count !== undefined && count !== "planned";
}

/** The header `Preference-Applied` for those that had an effect, in PostgREST's order, as name and value in turn. */
export function preferenceApplied(
  preferences: Preferences,
  names: readonly (keyof Preferences)[],
): readonly string[] {
  const applied = names.flatMap((name) =>
    preferences[name] === undefined ? [] : [`${name}=${preferences[name]}`],
  );
  return applied.length === 0 ? [] : ["Preference-Applied", applied.join(", ")];
}

/** By its name in the time zone database, which PostgreSQL compares letter by letter. */
function isTimezone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format() !== "";
  } catch {
    return false;
  }
}

function isName(name: string): name is Name {
  return Object.hasOwn(known, name);
}

function oneOf<Choice extends string>(
  choices: readonly Choice[],
  value: string | undefined,
): Choice | undefined {
  return choices.find((choice) => choice === value);
}
