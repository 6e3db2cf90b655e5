import assert from "node:assert/strict";
import { asksWhoItIs } from "./postgrest-case.ts";
import type { Case } from "./postgrest-case.ts";
import type { RawAnswer } from "./send-raw.ts";

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

/** Status, headers and body are the recorded ones, byte for byte. @throws AssertionError otherwise */
export function assertEqualAnswer(answer: RawAnswer, one: Case): void {
  assert.equal(answer.status, one.status, answer.body);
  if (asksWhoItIs(one) && one.status === 200) return assertRole(answer, one);
  const pick = (headers: Readonly<Record<string, string | undefined>>): object =>
    Object.fromEntries(compared.map((name) => [name, masked(headers[name])]));
  assert.deepEqual(pick(answer.headers), pick(one.answerHeaders));
  assert.equal(masked(answer.body), one.method === "HEAD" ? "" : masked(one.answerBody));
}

/** The code of an error; undefined if the answer is none. */
export function codeOf({ headers }: RawAnswer): string | undefined {
  return /^PostgREST; error=(\w+)$/.exec(headers["proxy-status"] ?? "")?.[1];
}

function assertRole({ headers, body }: RawAnswer, { answerHeaders, answerBody }: Case): void {
  assert.equal(headers["preference-applied"], answerHeaders["preference-applied"]);
  assert.equal(body === "[]", !answerBody.includes("service_role"), "rows are for service_role");
}

/** Ids that a server made are random; those of the seed and the requests are not. */
function masked(text: string | undefined): string | undefined {
  return text?.replaceAll(
    /[0-9a-f]{8}-[0-9a-f]{4}-[478][0-9a-f]{3}-[89ab][0-9a-f]{3}-(?!0{9})[0-9a-f]{12}/g,
    "(id)",
  );
}
