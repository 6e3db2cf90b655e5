import type { StaticFile } from "@astrolabe/dashboard";
import type { Answer } from "../answer.ts";
import type { Exchange } from "../exchange.ts";

/** Seconds for which a file may be kept whose address names its content: a year, the most that caches heed. */
const keptSeconds = 31_536_000;

export function answerStatic({ mark, type, body }: StaticFile, { query, incoming }: Exchange): Answer {
  const isThisOne = query === `v=${mark}`;
  const cacheControl = isThisOne ? `public, max-age=${keptSeconds}, immutable` : "no-cache";
  const headers = ["ETag", `"${mark}"`, "Cache-Control", cacheControl, "X-Content-Type-Options", "nosniff"];
  if (incoming.headers["if-none-match"] === `"${mark}"`) return { status: 304, headers, body: "" };
  return { status: 200, headers: ["Content-Type", type, ...headers], body };
}
