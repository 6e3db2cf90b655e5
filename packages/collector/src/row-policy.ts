import { ApiError, notImplemented } from "./api-error.ts";
import type { Role } from "./claims.ts";
import type { Preferences } from "./preferences.ts";
import type { Table } from "./table.ts";

/** Whether a role sees any rows; to the others every table looks empty, as under row-level security. */
export function mayRead(role: Role): boolean {
  return role === "service_role";
}

/**
 * Whether a role may insert like this. `anon` may insert events if it wants nothing back: an upsert or a returned
 * row would tell it what is there. Nobody may overwrite events.
 * @throws ApiError 401 or 403 (42501), as PostgreSQL's row-level security words it; 400 for a merge into events.
 */
export function checkInsert(role: Role, table: Table, { resolution, return: returned }: Preferences): void {
  if (role === "service_role") return checkMerge(table, resolution);
  const blind = resolution === undefined && (returned === undefined || returned === "minimal");
  if (role === "anon" && table.name === "events" && blind) return;
  const message = `new row violates row-level security policy for table "${table.name}"`;
  throw new ApiError(role === "anon" ? 401 : 403, "42501", message, {
    headers: role === "anon" ? ["WWW-Authenticate", "Bearer"] : [],
    reason: "not_permitted",
  });
}

function checkMerge(table: Table, resolution: Preferences["resolution"]): void {
  if (table.name !== "events" || resolution !== "merge-duplicates") return;
  throw notImplemented(
    "resolution=merge-duplicates is not offered for events: a recorded event never changes. " +
      "resolution=ignore-duplicates is.",
  );
}
