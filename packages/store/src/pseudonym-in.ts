import { developerOf } from "@astrolabe/metric";
import { isEvent } from "./is-event.ts";

/** The developer of an event, if that is a pseudonym; null otherwise. Only a pseudonym can have been forgotten. */
export function pseudonymIn(payload: unknown): string | null {
  if (!isEvent(payload)) return null;
  const developer = developerOf(payload);
  return /^[0-9a-f]{32}$/.test(developer) ? developer : null;
}
