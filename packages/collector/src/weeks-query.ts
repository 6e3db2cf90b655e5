import { definition, isWeek } from "@astrolabe/metric";
import { ApiError } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { parseQueryString } from "./query-string.ts";
import { keyNeeded, mayRead } from "./row-policy.ts";

/** Which weeks of which task are asked for. */
export interface WeeksQuery {
  readonly task: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The parameters of the routes that answer with weeks, as `/openapi.json` tells them. */
export const weeksParameters: Readonly<Record<keyof WeeksQuery, string>> = {
  task: "The task; ai-do if none is given.",
  from: "First ISO week, inclusive.",
  to: "Last ISO week, inclusive.",
};

/** @throws ApiError without the key that may read, and for a parameter that isn't there or is no week */
export function parseWeeksQuery({ role, query }: Exchange): WeeksQuery {
  if (!mayRead(role)) throw keyNeeded(role, "The metric is read");
  const parameters = parseQueryString(query);
  const unknown = parameters.find(([name]) => !Object.hasOwn(weeksParameters, name));
  if (unknown !== undefined)
    throw badParameter(`There is no parameter ${unknown[0]}; task, from and to are there`);
  const named = (name: string): string | undefined => parameters.find(([one]) => one === name)?.[1];
  return {
    task: named("task") || definition.defaultTask,
    from: parseWeek("from", named("from")),
    to: parseWeek("to", named("to")),
  };
}

function parseWeek(name: string, value: string | undefined): string | undefined {
  if (value === undefined || value === "" || isWeek(value)) return value || undefined;
  throw badParameter(`${name} is no ISO week: "${value}"; one looks like 2026-W47`);
}

export function badParameter(message: string): ApiError {
  return new ApiError(400, "PGRST100", message);
}
