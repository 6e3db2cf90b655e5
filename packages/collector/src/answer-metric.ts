import { northStarFromCounts } from "@astrolabe/metric";
import { jsonAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";
import { parseWeeksQuery } from "./weeks-query.ts";

/** GET /api/v1/metric: the weekly north star of a task, from the store's rollup. */
export async function answerMetric(exchange: Exchange): Promise<Answer> {
  const query = parseWeeksQuery(exchange);
  return jsonAnswer(northStarFromCounts(query.task, await exchange.store.weeklyCounts(query)));
}
