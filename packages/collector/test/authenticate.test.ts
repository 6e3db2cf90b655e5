import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { describe, test } from "node:test";
import { ApiError } from "../src/api-error.ts";
import { createAuthenticate, tokenFrom } from "../src/authenticate.ts";
import type { Role } from "../src/claims.ts";
import { mintKey } from "../src/key.ts";

const secret = "a secret for tests, thirty-two characters or more";
const check = createAuthenticate([secret]);
const authenticate = (headers: IncomingHttpHeaders): Role | Promise<Role> => check(tokenFrom(headers));
const now = Math.floor(Date.now() / 1000);

/** Signs anything as a JWT, also what no library would. */
function sign(header: object, claims: unknown, key = secret, hash = "sha256"): string {
  const encoded = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return `${encoded.join(".")}.${createHmac(hash, key).update(encoded.join(".")).digest("base64url")}`;
}

function token(claims: unknown): string {
  return sign({ alg: "HS256", typ: "JWT" }, claims);
}

const service = token({ role: "service_role" });
const anon = token({ role: "anon" });

describe("who asks, as PostgREST 14.17 decides it", () => {
  const cases: [title: string, headers: Record<string, string>, role: string][] = [
    ["no key", {}, "anon"],
    ["a bearer key", { authorization: `Bearer ${service}` }, "service_role"],
    ["bearer in lower case", { authorization: `bearer ${service}` }, "service_role"],
    ["BEARER in upper case", { authorization: `BEARER ${service}` }, "service_role"],
    ["two blanks before the key", { authorization: `Bearer  ${service}` }, "service_role"],
    ["a key without scheme is no key", { authorization: service }, "anon"],
    ["no role claim", { authorization: `Bearer ${token({ sub: "x" })}` }, "anon"],
    [
      "an audience that nobody asked for",
      { authorization: `Bearer ${token({ role: "anon", aud: "x" })}` },
      "anon",
    ],
    [
      "the role authenticated",
      { authorization: `Bearer ${token({ role: "authenticated" })}` },
      "authenticated",
    ],
    [
      "expired within the leeway",
      { authorization: `Bearer ${token({ role: "service_role", exp: now - 20 })}` },
      "service_role",
    ],
  ];
  for (const [title, headers, role] of cases) {
    test(`${title}: ${role}`, async () => assert.equal(await authenticate(headers), role));
  }

  test("apikey alone is enough", async () =>
    assert.equal(await authenticate({ apikey: service }), "service_role"));
  test("Authorization wins over apikey", async () => {
    assert.equal(await authenticate({ apikey: service, authorization: `Bearer ${anon}` }), "anon");
  });
  test("an apikey that is no JWT is ignored", async () => {
    assert.equal(await authenticate({ apikey: "sb_publishable_abcdef" }), "anon");
  });
});

describe("keys that are refused, as PostgREST 14.17 words it", () => {
  const noKey = "No suitable key or wrong key type";
  const none = "No suitable key was found to decode the JWT";
  const wrong = "None of the keys was able to decode the JWT";
  const broken = "JWT cryptographic operation failed";
  const hs256 = { alg: "HS256", typ: "JWT" };
  const cases: [title: string, key: string, code: string, message: string, details: string | null][] = [
    ["a changed signature", `${anon.slice(0, -4)}AAAA`, "PGRST301", noKey, wrong],
    ["another secret", sign(hs256, { role: "anon" }, "x".repeat(40)), "PGRST301", noKey, wrong],
    ["HS512", sign({ alg: "HS512" }, { role: "anon" }, secret, "sha512"), "PGRST301", noKey, none],
    ["HS384", sign({ alg: "HS384" }, { role: "anon" }, secret, "sha384"), "PGRST301", noKey, none],
    ["RS256 in name only", sign({ alg: "RS256" }, { role: "anon" }), "PGRST301", noKey, none],
    ["a kid", sign({ ...hs256, kid: "abc" }, { role: "anon" }), "PGRST301", noKey, none],
    ["an unknown algorithm", sign({ alg: "XX" }, { role: "anon" }), "PGRST301", broken, null],
    ["no algorithm", sign({ typ: "JWT" }, { role: "anon" }), "PGRST301", broken, null],
    ["no JSON in it", "aaa.bbb.ccc", "PGRST301", broken, null],
    ["two parts", "aaa.bbb", "PGRST301", "Expected 3 parts in JWT; got 2", null],
    ["one part", "sb_publishable_abcdef", "PGRST301", "Expected 3 parts in JWT; got 1", null],
    ["four parts", `${anon}.x`, "PGRST301", "Expected 3 parts in JWT; got 4", null],
    [
      "alg none",
      sign({ alg: "none" }, { role: "service_role" }),
      "PGRST301",
      "Wrong or unsupported encoding algorithm",
      "JWT is unsecured but expected 'alg' was not 'none'",
    ],
    ["expired", token({ role: "anon", exp: now - 3600 }), "PGRST303", "JWT expired", null],
    ["expired, as a fraction", token({ role: "anon", exp: now - 3600.5 }), "PGRST303", "JWT expired", null],
    ["not yet valid", token({ role: "anon", nbf: now + 3600 }), "PGRST303", "JWT not yet valid", null],
    [
      "issued in the future",
      token({ role: "anon", iat: now + 3600 }),
      "PGRST303",
      "JWT issued at future",
      null,
    ],
    [
      "exp a string",
      token({ role: "anon", exp: "soon" }),
      "PGRST303",
      "The JWT 'exp' claim must be a number",
      null,
    ],
    [
      "aud a number",
      token({ role: "anon", aud: 5 }),
      "PGRST303",
      "The JWT 'aud' claim must be a string or an array of strings",
      null,
    ],
    ["claims that are no object", token([1]), "PGRST303", "Parsing claims failed", null],
    ["an unknown role", token({ role: "postgres" }), "22023", 'role "postgres" does not exist', null],
    ["a number as role", token({ role: 5 }), "22023", 'role "5" does not exist', null],
    ["an empty role", token({ role: "" }), "22023", 'role "" does not exist', null],
  ];
  for (const [title, key, code, message, details] of cases) {
    test(title, async () => {
      const error = await refusal({ authorization: `Bearer ${key}` });
      assert.equal(error.status, 401);
      assert.equal(error.body, JSON.stringify({ code, details, hint: null, message }));
      const challenge =
        code === "22023" ? "Bearer" : `Bearer error="invalid_token", error_description="${message}"`;
      assert.deepEqual(error.headers, ["WWW-Authenticate", challenge]);
    });
  }
});

test("a key that was good is refused once it has expired", async (t) => {
  const key = token({ role: "anon", exp: now + 60 });
  const headers = { authorization: `Bearer ${key}` };
  assert.equal(await authenticate(headers), "anon");
  t.mock.timers.enable({ apis: ["Date"], now: (now + 600) * 1000 });
  assert.equal((await refusal(headers)).message, "JWT expired");
});

test("a minted key is the same each time and opens its role", async () => {
  assert.equal(await mintKey("service_role", secret), await mintKey("service_role", secret));
  assert.equal(await authenticate({ apikey: await mintKey("service_role", secret) }), "service_role");
});

async function refusal(headers: Record<string, string>): Promise<ApiError> {
  try {
    await authenticate(headers);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  return assert.fail("the key was taken");
}
