import { SignJWT } from "jose";
import { createHmac } from "node:crypto";
import { asksWhoItIs, recordedAt } from "./postgrest-case.ts";
import type { Case } from "./postgrest-case.ts";
import { anonKey, secret, serviceKey } from "./running-collector.ts";
import { rawRequest, sendRaw } from "./send-raw.ts";
import type { RawAnswer } from "./send-raw.ts";

const authenticatedKey = await new SignJWT({ role: "authenticated" })
  .setProtectedHeader({ alg: "HS256" })
  .sign(new TextEncoder().encode(secret));

const keys: Readonly<Record<string, string>> = {
  anon: anonKey,
  service_role: serviceKey,
  authenticated: authenticatedKey,
  "<anon JWT>": anonKey,
  "<service JWT>": serviceKey,
  "<authenticated JWT>": authenticatedKey,
};

/** Sends a recorded request again, with keys that the collector has signed. */
export function sendCase(port: number, one: Case): Promise<RawAnswer> {
  const headers: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(one.headers)) headers[name] = withOurKeys(value, one);
  if (!one.number.startsWith("11.")) headers["Authorization"] ??= `Bearer ${keys[one.role]}`;
  const target = asksWhoItIs(one) ? "/events?order=id" : one.target;
  const text = one.bodyBase64 === undefined ? one.body : Buffer.from(one.bodyBase64, "base64");
  const body = text === undefined ? undefined : Buffer.from(text);
  return sendRaw(port, rawRequest(one.method, `/rest/v1${target}`, headers, body, one.version));
}

function withOurKeys(value: string, { signed }: Case): string {
  const [scheme, token] = value.split(" ");
  if (signed === true && scheme === "Bearer" && token !== undefined) return `Bearer ${signedAgain(token)}`;
  return value.replace(/<\w+ JWT>/, (name) => keys[name] ?? name);
}

/** The same claims, with times as far from now as they were from the recording. */
function signedAgain(token: string): string {
  const [header = "", payload = ""] = token.split(".");
  const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString(), (name, value: unknown) =>
    ["exp", "nbf", "iat"].includes(name) && typeof value === "number"
      ? value - recordedAt + Math.floor(Date.now() / 1000)
      : value,
  );
  const content = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
}
