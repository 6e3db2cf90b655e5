// Replays requests that were recorded from a real PostgREST against the listening collector and compares the answers.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import recorded from "./postgrest-cases.json" with { type: "json" };
import { differences } from "./postgrest-differences.ts";
import { SignJWT } from "jose";
import { anonKey, runCollector, secret, serviceKey } from "./running-collector.ts";
import type { RunningCollector } from "./running-collector.ts";
import { rawRequest, sendRaw } from "./send-raw.ts";
import type { RawAnswer } from "./send-raw.ts";

interface Case {
  readonly number: string;
  readonly title: string;
  readonly seeded: boolean;
  readonly role: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly bodyBase64?: string | undefined;
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string | undefined>>;
  readonly answerBody: string;
}

const keys = new Map([
  ["anon", anonKey],
  ["service_role", serviceKey],
  [
    "authenticated",
    await new SignJWT({ role: "authenticated" })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(secret)),
  ],
]);

const seed = [
  { name: "page_view", n: 1, user: "ann", tags: ["a", "b"], ok: true },
  { name: "page_view", n: 2, user: "bob", tags: ["b"], ok: false },
  { name: "click", n: 3, user: "ann", nested: { k: "v" } },
  { name: "Sign Up", n: 10, user: null },
  null,
].map((payload, index) => ({ id: `00000000-0000-4000-8000-00000000000${index + 1}`, payload }));

/** Headers that are compared: what one side has, the other has with the same value. */
const compared = [
  "content-range",
  "content-location",
  "content-type",
  "preference-applied",
  "proxy-status",
  "www-authenticate",
  "location",
  "allow",
  "access-control-allow-origin",
  "access-control-allow-methods",
  "access-control-allow-headers",
  "access-control-expose-headers",
  "access-control-max-age",
];

describe(`answers recorded from ${recorded.recordedFrom}`, () => {
  for (const one of recorded.cases) {
    const difference = differences[one.number];
    const suffix = difference === undefined ? "" : ` — otherwise: ${difference.because}`;
    test(`${one.number} ${one.title}${suffix}`, async () => {
      await using running = await runCollector();
      if (one.seeded) await running.store.insertEvents(seed);
      const answer = await replay(running, one);
      if (difference === undefined) compare(answer, one);
      else {
        assert.equal(answer.status, difference.status, answer.body);
        if (difference.code !== undefined) assert.equal(codeOf(answer), difference.code);
      }
    });
  }
});

test("every listed difference is one of a recorded case", () => {
  const numbers = new Set(recorded.cases.map((one) => one.number));
  assert.deepEqual(
    Object.keys(differences).filter((number) => !numbers.has(number)),
    [],
  );
});

function replay(running: RunningCollector, one: Case): Promise<RawAnswer> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(one.headers)) if (value !== undefined) headers[name] = value;
  headers["Authorization"] ??= `Bearer ${keys.get(one.role)}`;
  const text = one.bodyBase64 === undefined ? one.body : Buffer.from(one.bodyBase64, "base64");
  const body = text === undefined ? undefined : Buffer.from(text);
  return sendRaw(running.collector.port, rawRequest(one.method, `/rest/v1${one.target}`, headers, body));
}

function compare(answer: RawAnswer, one: Case): void {
  assert.equal(answer.status, one.status, answer.body);
  const pick = (headers: Readonly<Record<string, string | undefined>>): object =>
    Object.fromEntries(compared.map((name) => [name, masked(headers[name])]));
  assert.deepEqual(pick(answer.headers), pick(one.answerHeaders));
  if (one.method === "HEAD" || one.answerBody === "") assert.equal(answer.body, "");
  else if (one.status < 300) assert.deepEqual(parsed(answer.body), parsed(one.answerBody));
  else assert.equal(answer.body, one.answerBody);
}

/** Ids that a server made are random; those of the seed and the requests are not. */
function masked(text: string | undefined): string | undefined {
  return text?.replaceAll(
    /[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-(?!0{9})[0-9a-f]{12}/g,
    "(id)",
  );
}

function parsed(text: string): unknown {
  return JSON.parse(masked(text) ?? "");
}

function codeOf(answer: RawAnswer): unknown {
  const error: unknown = JSON.parse(answer.body);
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
