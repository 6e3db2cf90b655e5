import type { DeleteOutcome } from "@astrolabe/store";
import { checkProfile, parseAccept } from "./accept.ts";
import type { Answer } from "./answer.ts";
import { ApiError, notImplemented } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { writtenColumns } from "./insert-answer.ts";
import { parseFilter } from "./parse-filter.ts";
import { parseSelect } from "./parse-select.ts";
import { checkTimezone, isCounted, parsePreferences, preferenceApplied } from "./preferences.ts";
import { membersOf } from "./project-row.ts";
import { parseQueryString } from "./query-string.ts";
import { mayRead } from "./row-policy.ts";
import { checkSingle, rowsBody, rowsType } from "./rows-body.ts";
import type { Table } from "./table.ts";

const applied = ["return", "count", "handling", "timezone", "max-affected"] as const;

/** DELETE of the rows that the filters let through. @throws ApiError 400 or 406. */
export async function deleteRows(exchange: Exchange, table: Table): Promise<Answer> {
  const { headers } = exchange.incoming;
  const preferences = parsePreferences(headers["prefer"]);
  const form = parseAccept(headers.accept);
  checkProfile(headers, "content-profile");
  const parameters = parseQueryString(exchange.query);
  const filters = parameters.filter(([name]) => !reserved.has(name)).map((one) => parseFilter(one, table));
  if (filters.length === 0) throw new ApiError(400, "21000", "DELETE requires a WHERE clause");
  const part = parameters.find(([name]) => parts.has(name));
  if (part !== undefined) throw notImplemented(`DELETE takes no ${part[0]}: it deletes all rows that match.`);
  const wanted = preferences.return === "representation";
  const select = wanted ? parseSelect(parameters.find(([name]) => name === "select")?.[1] ?? "", table) : [];
  checkTimezone(preferences, [...filters, ...select]);
  const maxRows = form.shape === "object" ? 1 : preferences["max-affected"];
  const outcome = mayRead(exchange.role)
    ? await exchange.store.deleteRows({
        table: table.name,
        filters,
        select: wanted ? select : undefined,
        maxRows,
      })
    : nothing;
  checkSingle(outcome.count, form);
  if (outcome.kind === "too_many") throw tooManyAffected(outcome.count);

  const range = ["Content-Range", isCounted(preferences) ? `*/${outcome.count}` : "*/*"];
  const described = [...range, ...preferenceApplied(preferences, applied)];
  if (!wanted) return { status: 204, headers: described, body: "" };
  const body = rowsBody(outcome.rows, form, membersOf(select, table), writtenColumns(select, table));
  return { status: 200, headers: [...described, ...rowsType(form)], body };
}

/** PostgREST ignores these here, and deletes more than was meant. */
const parts: ReadonlySet<string> = new Set(["order", "limit", "offset"]);

/** Parameters that are no filters. */
const reserved: ReadonlySet<string> = new Set([...parts, "select", "columns", "on_conflict"]);

const nothing: DeleteOutcome = { kind: "deleted", count: 0, rows: [] };

function tooManyAffected(rows: number): ApiError {
  return new ApiError(400, "PGRST124", "Query result exceeds max-affected preference constraint", {
    details: `The query affects ${rows} rows`,
  });
}
