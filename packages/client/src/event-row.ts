import { isTruthy } from "./consent.ts";
import type { Event, EventRow, Json } from "./event.ts";
import { maxNameLength, maxRowBytes } from "./limits.ts";
import { uuidV7 } from "./uuid.ts";

/** The fields in which a run's time is looked for, in that order. */
const timestampFields = ["end_ts", "timestamp", "ts", "time"];

/** Each is set, to something, by the system whose name it carries. */
const ciVariables = [
  "GITHUB_ACTIONS",
  "GITLAB_CI",
  "BUILDKITE",
  "CIRCLECI",
  "TRAVIS",
  "TF_BUILD",
  "APPVEYOR",
  "JENKINS_URL",
  "TEAMCITY_VERSION",
  "BITBUCKET_BUILD_NUMBER",
  "CODEBUILD_BUILD_ID",
];

export interface EventParts {
  readonly name: string;
  readonly payload: Readonly<Record<string, Json | undefined>>;
  readonly developer: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The row as it will be sent, in one line of JSON. The payload cannot replace name or developer. A payload without any
 * timestamp gets `end_ts`, one from continuous integration gets `ci`.
 * Throws when the event cannot be said in JSON, or breaks a limit.
 */
export function formatEventRow({ name, payload, developer, env }: EventParts): string {
  if (typeof name !== "string" || name.trim() === "" || name.length > maxNameLength) {
    throw new TypeError(`an event's name is a text of 1 to ${maxNameLength} characters`);
  }
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    throw new TypeError("an event's payload is an object");
  }
  const nowMs = Date.now();
  const own = { name, developer };
  const event: Event = {
    ...own,
    ...payload,
    ...(timestampFields.every((field) => (payload[field] ?? null) === null) && { end_ts: nowMs / 1000 }),
    ...(payload["ci"] === undefined && isCi(env) && { ci: true }),
    ...own,
  };
  const row: EventRow = { id: uuidV7(nowMs), payload: event };
  const line = JSON.stringify(row, refuseUnsayable);
  // A character takes three bytes at most, so most lines need not be measured.
  if (line.length > maxRowBytes / 3 && Buffer.byteLength(line) > maxRowBytes)
    throw new RangeError(`an event has at most ${maxRowBytes} bytes`);
  return line;
}

/** Whether this is continuous integration, by the variables that its systems set. */
export function isCi(env: NodeJS.ProcessEnv): boolean {
  return isTruthy(env["CI"]) || ciVariables.some((variable) => env[variable]);
}

/** JSON.stringify throws at a BigInt and a cycle by itself, but leaves out functions and symbols without a word. */
function refuseUnsayable(_key: string, value: unknown): unknown {
  if (typeof value === "function" || typeof value === "symbol")
    throw new TypeError(`JSON has no ${typeof value}`);
  return value;
}
