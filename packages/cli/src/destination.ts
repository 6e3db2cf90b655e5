import { UsageError } from "./usage-error.ts";

/** Where weekly totals go. */
export interface Destination {
  readonly url: string;
  /** By the last part of its path: `nsm` has a row a week and developer, any other is taken for a table of events. */
  readonly table: "events" | "nsm";
  readonly token: string | undefined;
}

/** The destination that was asked for, else `NSM_URL`, else `EVENTS_URL`; undefined without any. Throws {@link UsageError}. */
export function destinationFrom(asked: string | undefined, env: NodeJS.ProcessEnv): Destination | undefined {
  const url = asked ?? (env["NSM_URL"]?.trim() || env["EVENTS_URL"]?.trim());
  if (!url) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:") {
    throw new UsageError(`the destination is no http(s) URL: ${url}`);
  }
  const table = parsed.pathname.replace(/\/+$/, "").endsWith("/nsm") ? "nsm" : "events";
  return { url: parsed.href, table, token: env["EVENTS_TOKEN"]?.trim() || undefined };
}

/** A URL as it may be shown: without credentials and without parameters, which may hold a key. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
