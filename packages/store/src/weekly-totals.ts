import { canonicalJson } from "./canonical-json.ts";
import { parseExactJson } from "./exact-json.ts";
import { isEvent } from "./is-event.ts";

/** The developers in an event that holds the totals of a week, as nsm-upload posts it. */
export function weeklyTotalsOf(event: Readonly<Record<string, unknown>>): string[] {
  return event.name === "nsm-weekly" && isEvent(event.totals) ? Object.keys(event.totals) : [];
}

/** The payload of such an event without some of them. The other numbers stay as they are, to the last digit. */
export function withoutTotals(payload: string, developers: readonly string[]): string {
  const event = parseExactJson(payload).value as { readonly totals: object };
  const totals = Object.entries(event.totals).filter(([developer]) => !developers.includes(developer));
  return canonicalJson({ ...event, totals: Object.fromEntries(totals) });
}
