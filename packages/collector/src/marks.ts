import type { Mark } from "@astrolabe/metric";
import { jsonAnswer, type Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { bodyText, parseJsonBody } from "./json-text.ts";
import { maxMarkLength } from "./limits.ts";
import { keyNeeded, mayRead } from "./row-policy.ts";

/** GET /api/v1/marks: what happened, the oldest first. */
export async function answerMarks(exchange: Exchange): Promise<Answer> {
  if (!mayRead(exchange.role)) throw keyNeeded(exchange.role, "Marks are read");
  return jsonAnswer({ marks: await exchange.store.marks() });
}

/** POST /api/v1/marks: answers 201 when the mark is on disk. The same one again changes nothing. */
export async function insertMark(exchange: Exchange): Promise<Answer> {
  if (!mayRead(exchange.role)) throw keyNeeded(exchange.role, "Marks are added");
  const body = await exchange.bodies.read(exchange.incoming);
  try {
    const mark = parseMark(parseJsonBody(bodyText(body)).value, Date.now());
    await exchange.store.addMark(mark);
    return { ...jsonAnswer(mark), status: 201 };
  } finally {
    exchange.bodies.release(body);
  }
}

const fields: ReadonlySet<string> = new Set(["text", "kind", "at"]);

/** @throws ApiError 400 that says which field is wrong and what it may be */
function parseMark(value: unknown, nowMs: number): Mark {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badMark('A mark is an object such as {"text": "v1.4 released"}');
  }
  const unknown = Object.keys(value).find((name) => !fields.has(name));
  if (unknown !== undefined) throw badMark(`A mark has no field "${unknown}"; text, kind and at are there`);
  const { text, kind = "release", at }: { text?: unknown; kind?: unknown; at?: unknown } = value;
  if (kind !== "release" && kind !== "outage") throw badMark("kind is release or outage");
  return { at: parseTime(at, nowMs), kind, text: parseText(text) };
}

function parseText(value: unknown): string {
  const text = typeof value === "string" ? value.trim() : "";
  if (text !== "" && Array.from(text).length <= maxMarkLength && !/\p{Cc}|\p{Cs}/u.test(text)) return text;
  throw badMark(`text is what happened, in 1 to ${maxMarkLength} characters of one line`);
}

function parseTime(value: unknown, nowMs: number): string {
  if (value === undefined) return new Date(nowMs).toISOString();
  const isTime =
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.test(value);
  const ms = isTime ? Date.parse(value) : Number.NaN;
  if (ms >= Date.UTC(1970, 0) && ms < Date.UTC(10_000, 0)) return new Date(ms).toISOString();
  throw badMark("at is an ISO 8601 date, or a time with its zone, such as 2026-11-22T19:36:00Z");
}

function badMark(message: string): ApiError {
  return new ApiError(400, "PGRST100", message);
}
