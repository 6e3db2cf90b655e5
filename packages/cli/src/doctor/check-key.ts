import { dayMs, minKeyDays } from "../limits.ts";
import { whereKeysAre } from "./advice.ts";
import type { Answer } from "./ask.ts";
import { ok, problem, type Verdict, warning } from "./finding.ts";
import { type Key, roleOf } from "./parse-key.ts";
import { plainText } from "./plain-text.ts";
import { describeAnswer, refusesKey } from "./refusal.ts";

/** Whether the server takes the key, for how long, and whether it may do more than this machine needs. */
export function checkKey(key: Key, answer: Answer, isRecording: boolean, nowMs: number): Verdict[] {
  if (refusesKey(answer)) return [refused(key, answer, nowMs)];
  const verdicts = [expiry(key, nowMs), power(key, isRecording)].filter((verdict) => verdict !== undefined);
  return verdicts.length > 0 ? verdicts : [ok(`${describeKey(key)}; the server takes it`)];
}

/** A key that can't even be sent. */
export function unsendableKey(): Verdict {
  return problem(
    "EVENTS_TOKEN holds blanks, or characters that can't be sent",
    `set it to the key alone, without quotes, line breaks or "Bearer": ${whereKeysAre}`,
  );
}

function refused(key: Key, answer: Answer, nowMs: number): Verdict {
  const said = `the server refuses it with ${describeAnswer(answer)}`;
  if (key.kind === "none") {
    return problem(`EVENTS_TOKEN is not set, and the server wants a key (${describeAnswer(answer)})`, setTo);
  }
  if (isExpired(key, nowMs)) return expired(key, said);
  const guess =
    key.kind === "jwt"
      ? "it belongs to another server, or this server's secret was changed"
      : "it belongs to another server, was deleted there, or was not copied whole";
  return problem(`${describeKey(key)}; ${said}: ${guess}`, setTo);
}

const setTo = `set EVENTS_TOKEN to the server's anon or publishable key: ${whereKeysAre}`;

function expiry(key: Key, nowMs: number): Verdict | undefined {
  if (isExpired(key, nowMs)) return expired(key, "the server still takes it");
  if (key.kind !== "jwt" || key.expiresMs === undefined) return undefined;
  const days = Math.floor((key.expiresMs - nowMs) / dayMs);
  if (days >= minKeyDays) return undefined;
  return warning(`${describeKey(key)}: in ${days} days nothing arrives any more`, setTo);
}

function isExpired(key: Key, nowMs: number): boolean {
  return key.kind === "jwt" && key.expiresMs !== undefined && key.expiresMs <= nowMs;
}

function expired(key: Key, said: string): Verdict {
  return problem(`${describeKey(key)}, which is past; ${said}`, setTo);
}

function power(key: Key, isRecording: boolean): Verdict | undefined {
  const role = roleOf(key);
  if (role === "authenticated") {
    return warning(`${describeKey(key)}: these tables give that role nothing`, setTo);
  }
  if (role !== "service_role" || !isRecording) return undefined;
  return warning(
    `${describeKey(key)}: it may read and erase everything, and a machine that records needs to add rows alone`,
    `${setTo}. Keep this one for nsm-stats, nsm-upload and astrolabe metric`,
  );
}

function describeKey(key: Key): string {
  switch (key.kind) {
    case "none":
      return "none, which makes the role anon";
    case "publishable":
      return "a publishable key, which has the role anon";
    case "secret":
      return "a secret key, which has the role service_role";
    case "jwt": {
      const until = isoTime(key.expiresMs);
      return `a key of role ${plainText(key.role)}, ${until === undefined ? "without expiry" : `valid until ${until}`}`;
    }
    default:
      return "a key that says nothing of itself (it is neither a JWT nor one of Supabase's)";
  }
}

function isoTime(ms: number | undefined): string | undefined {
  if (ms === undefined) return undefined;
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? "a time that is none" : date.toISOString();
}
