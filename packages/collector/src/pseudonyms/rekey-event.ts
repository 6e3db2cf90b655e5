import { developerFieldOf, developerFields, isWeek, isoWeek, timestampMs } from "@astrolabe/metric";
import { canonicalJson, parseExactJson } from "@astrolabe/store";
import type { NewEventRow } from "@astrolabe/store";
import { ApiError } from "../api-error.ts";

export interface Rekeying {
  /** What a developer is called in a week. @throws ApiError when the week takes no events */
  tokenOf(developer: string, week: string): string;
  /** Does a token mean the same person in one week only? */
  readonly isWeekly: boolean;
}

/** What says in an event that its developer is somebody else in every week. */
const weeklyMark = { pseudonyms: "weekly" } as const;

type Members = Readonly<Record<string, unknown>>;

/**
 * The row with another name for whoever ran it, and without what else may name them. Whose week isn't known can't count,
 * and is nobody.
 * @throws ApiError 400 for a payload that is no object, and what `tokenOf` throws
 */
export function rekeyEvent({ id, payload, json }: NewEventRow, rekeying: Rekeying): NewEventRow {
  if (!isObject(payload)) throw notAnObject();
  const replace = replacer(payload, rekeying);
  const rewritten = (event: Members): Members => Object.fromEntries(Object.entries(event).flatMap(replace));
  if (json === undefined) return { id, payload: rewritten(payload) };
  const exact = parseExactJson(json).value;
  return { id, payload: rewritten(payload), json: canonicalJson(isObject(exact) ? rewritten(exact) : exact) };
}

/** What becomes of each member of an event: none, or one. The event says its numbers as JavaScript reads them. */
function replacer(event: Members, { tokenOf, isWeekly }: Rekeying): (member: Member) => Member[] {
  const epochMs = timestampMs(event);
  const person = epochMs === undefined ? undefined : developerFieldOf(event);
  const token =
    epochMs === undefined || person === undefined ? "" : renamed(String(event[person]), isoWeek(epochMs));
  const totalsWeek = event["name"] === "nsm-weekly" ? String(event["week"]) : undefined;
  const mark = isWeekly && person !== undefined ? Object.entries(weeklyMark) : [];

  return ([name, value]) => {
    if (name === person) return [[name, token], ...mark];
    if (developerFields.some((field) => field === name)) return [];
    // Numbers that a client gives to its events in turn would lead from one week to the next.
    if (isWeekly && (name === "seq" || Object.hasOwn(weeklyMark, name))) return [];
    if (name === "totals" && totalsWeek !== undefined) return renamedTotals(value, totalsWeek);
    return [[name, value]];
  };

  function renamedTotals(totals: unknown, week: string): Member[] {
    if (!isObject(totals) || !isWeek(week)) return [];
    const members = Object.entries(totals).map(([developer, count]) => [renamed(developer, week), count]);
    return [["totals", Object.fromEntries(members)]];
  }

  /** Nobody stays nobody. */
  function renamed(developer: string, week: string): string {
    return developer === "unknown" ? developer : tokenOf(developer, week);
  }
}

type Member = [name: string, value: unknown];

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAnObject(): ApiError {
  const message = `new row for relation "events" violates check constraint "events_pseudonyms_check"`;
  return new ApiError(400, "23514", message, {
    details: "its payload is not an object",
    hint: "This collector gives developers other names, and must be able to find them.",
    reason: "not_an_object",
  });
}
