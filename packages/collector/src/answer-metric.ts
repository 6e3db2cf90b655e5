import { isWeek, northStarFromCounts } from "@astrolabe/metric";
import { jsonAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { parseQueryString } from "./query-string.ts";
import { mayRead } from "./row-policy.ts";

const parameterNames: ReadonlySet<string> = new Set(["task", "from", "to"]);

/** GET /api/v1/metric: the weekly north star of a task, from the store's rollup. */
export async function answerMetric(exchange: Exchange): Promise<Answer> {
  if (!mayRead(exchange.role)) throw keyNeeded(exchange);
  const parameters = parseQueryString(exchange.query);
  const unknown = parameters.find(([name]) => !parameterNames.has(name));
  if (unknown !== undefined)
    throw badParameter(`There is no parameter ${unknown[0]}; task, from and to are there`);
  const named = (name: string): string | undefined => parameters.find(([one]) => one === name)?.[1];
  const task = named("task") || "ai-do";
  const from = parseWeek("from", named("from"));
  const to = parseWeek("to", named("to"));
  const counts = await exchange.store.weeklyCounts({ task, from, to });
  return jsonAnswer(northStarFromCounts(task, counts));
}

function parseWeek(name: string, value: string | undefined): string | undefined {
  if (value === undefined || value === "" || isWeek(value)) return value || undefined;
  throw badParameter(`${name} is no ISO week: "${value}"; one looks like 2026-W47`);
}

function badParameter(message: string): ApiError {
  return new ApiError(400, "PGRST100", message);
}

function keyNeeded({ role }: Exchange): ApiError {
  return new ApiError(role === "anon" ? 401 : 403, "42501", "The metric is read with the service_role key", {
    hint: "Send it in `apikey` or `Authorization: Bearer`; `astrolabe keys` prints it.",
    headers: role === "anon" ? ["WWW-Authenticate", "Bearer"] : [],
  });
}
