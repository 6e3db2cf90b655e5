import { ReadError, readEvents } from "@astrolabe/metric";
import { type Destination, shownUrl } from "./destination.ts";
import type { PostedTotals, Totals } from "./weekly-rows.ts";

/**
 * The valid totals of each week that the destination's events table holds for a task: of several rows for a week that
 * with the newest `generated_at`, and of equally new ones the last in the order of ids. A destination that can't be read,
 * as by a key that may only add, holds nothing as far as can be seen.
 */
export async function readPostedTotals(
  destination: Destination,
  task: string,
  warn: (message: string) => void,
): Promise<Map<string, PostedTotals>> {
  const url = new URL(destination.url);
  url.searchParams.set("payload->>name", "eq.nsm-weekly");
  url.searchParams.set("payload->>task", `eq.${task}`);
  const posted = new Map<string, PostedTotals>();
  const rows = readEvents(url.href, { token: destination.token, onWarning: warn });
  try {
    for await (const batch of rows.batches()) {
      for (const row of batch) {
        const weekly = parseWeeklyRow(row, task);
        const newest = weekly && posted.get(weekly.week);
        if (weekly && (!newest || weekly.generatedAt >= newest.generatedAt)) posted.set(weekly.week, weekly);
      }
    }
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    warn(`${error.message}. Posting without knowing what ${shownUrl(destination.url)} holds`);
    posted.clear();
  }
  return posted;
}

function parseWeeklyRow(row: unknown, task: string): (PostedTotals & { readonly week: string }) | undefined {
  if (!isObject(row) || typeof row["id"] !== "string" || !isObject(row["payload"])) return undefined;
  const { name, task: itsTask, week, generated_at: generatedAt, totals } = row["payload"];
  if (name !== "nsm-weekly" || itsTask !== task || typeof week !== "string") return undefined;
  if (typeof generatedAt !== "number" || !isTotals(totals)) return undefined;
  return { id: row["id"], week, generatedAt, totals };
}

function isTotals(value: unknown): value is Totals {
  return isObject(value) && Object.values(value).every((count) => typeof count === "number");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
