import type { Json } from "@astrolabe/client";
import { checkEvent, type Declaration } from "@astrolabe/client/declare";
import { ApiError } from "./api-error.ts";

type Events = Declaration["events"];

/** What all tools have declared. @throws Error when two declare the same event */
export function mergeDeclarations(declarations: readonly Declaration[]): Events {
  const merged: Record<string, Events[string]> = {};
  for (const { tool, events } of declarations) {
    for (const [name, event] of Object.entries(events)) {
      if (Object.hasOwn(merged, name))
        throw new Error(`${tool} declares ${name}, which another tool has too`);
      merged[name] = event;
    }
  }
  return merged;
}

/**
 * An event that is not as declared is refused, as by a check constraint of the table; the ledger counts it as `undeclared`.
 * The answer names fields of the declaration, and never what was sent.
 * @throws ApiError 400 (23514)
 */
export function checkDeclared(events: Events, payload: unknown): void {
  if (!isObject(payload)) throw undeclared("its payload is not an object");
  const checked = checkEvent(events, payload["name"], payload, true);
  if (checked === undefined) {
    throw undeclared(
      "its name is not declared",
      payload["name"] === "nsm-weekly"
        ? "Weekly totals go to the table nsm: set NSM_URL to the URL that ends in /rest/v1/nsm."
        : undefined,
    );
  }
  if (checked.dropped.length > 0) throw undeclared(checked.dropped.join("; "));
}

const usualHint =
  "This collector takes declared events only: see the files that astrolabe serve --events was given.";

function undeclared(details: string, hint: string = usualHint): ApiError {
  const message = `new row for relation "events" violates check constraint "events_declared_check"`;
  return new ApiError(400, "23514", message, { details, hint, reason: "undeclared" });
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
