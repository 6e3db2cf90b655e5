import { ApiError } from "./api-error.ts";
import type { Role } from "./claims.ts";
import type { InsertPlan } from "./parse-insert.ts";
import type { Table } from "./table.ts";

/** Whether a role sees any rows; to the others every table looks empty, as under row-level security. */
export function mayRead(role: Role): boolean {
  return role === "service_role";
}

/**
 * Whether a role may insert like this. `anon` may insert events if it wants nothing back: an upsert or a returned
 * row would tell it what is there.
 * @throws ApiError 401 or 403 (42501), as PostgreSQL's row-level security words it.
 */
export function checkInsert(role: Role, table: Table, { onConflict, preferences }: InsertPlan): void {
  if (role === "service_role") return;
  const { return: returned } = preferences;
  const blind = onConflict === "fail" && (returned === undefined || returned === "minimal");
  if (role === "anon" && table.name === "events" && blind) return;
  const message = `new row violates row-level security policy for table "${table.name}"`;
  throw new ApiError(role === "anon" ? 401 : 403, "42501", message, {
    headers: role === "anon" ? ["WWW-Authenticate", "Bearer"] : [],
    reason: "not_permitted",
  });
}

/** What only who may read everything is given. @param what e.g. `The metric is read` */
export function keyNeeded(role: Role, what: string): ApiError {
  return new ApiError(role === "anon" ? 401 : 403, "42501", `${what} with the service_role key`, {
    hint: "Send it in `apikey` or `Authorization: Bearer`; `astrolabe keys` prints it.",
    headers: role === "anon" ? ["WWW-Authenticate", "Bearer"] : [],
  });
}
