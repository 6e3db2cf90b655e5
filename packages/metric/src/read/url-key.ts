import { ReadError } from "../read-error.ts";
import type { ReadOptions } from "./read-options.ts";

/**
 * The key that goes with a request, if any: the one given in code, or `EVENTS_TOKEN` where it belongs, which is the
 * server of `EVENTS_URL`, any server when there is no `EVENTS_URL`, and whatever is addressed as PostgREST's tables are.
 */
export function keyFor(url: URL, { token, env = process.env }: ReadOptions): string | undefined {
  const key = (token ?? (belongs(url, env.EVENTS_URL) ? env.EVENTS_TOKEN : undefined))?.trim();
  if (key === undefined || key === "") return undefined;
  // The runtime's own complaint would print it.
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new ReadError(displayUrl(url), "the token holds characters that can't be sent: check EVENTS_TOKEN");
  }
  return key;
}

function belongs(url: URL, eventsUrl: string | undefined): boolean {
  if (eventsUrl === undefined || eventsUrl.trim() === "" || isTableUrl(url)) return true;
  return URL.canParse(eventsUrl) && new URL(eventsUrl).origin === url.origin;
}

/** Supabase and the collector serve their tables under this path. */
export function isTableUrl(url: URL): boolean {
  return url.pathname.includes("/rest/v1/");
}

/** Headers for a request with this key. A name and password in the URL are for the server's own door, and go first. */
export function headersFor(url: URL, key: string | undefined): Headers {
  const headers = new Headers({ accept: "application/json, */*;q=0.9" });
  if (key !== undefined) {
    headers.set("apikey", key);
    headers.set("authorization", `Bearer ${key}`);
  }
  if (url.username !== "" || url.password !== "") {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set("authorization", `Basic ${Buffer.from(login).toString("base64")}`);
  }
  return headers;
}

/** The role that a key claims, when it is a JWT that can be read. It is only used to explain an empty answer. */
export function roleOf(key: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(key.split(".")[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null && "role" in claims ? claims.role : undefined;
  } catch {
    return undefined;
  }
}

/** A URL as messages show it: without name, password and query, any of which may be a secret. */
export function displayUrl(url: URL): string {
  return url.origin + url.pathname;
}

/** Which key reads, and where it is to be found. */
export const readingKeyAdvice: string =
  "set EVENTS_TOKEN to the service_role key (`astrolabe keys` prints a collector's, `supabase status -o env` a local " +
  "Supabase's, and a hosted one's stands in Project Settings, API Keys)";
