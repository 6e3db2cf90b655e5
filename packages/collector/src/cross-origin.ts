import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answer.ts";

/** Headers of answers to pages of any origin, as PostgREST gives them: the keys guard the data, not the origin. */
export const crossOriginHeaders: readonly string[] = [
  "Access-Control-Allow-Origin",
  "*",
  "Access-Control-Expose-Headers",
  "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit",
];

const preflightHeaders: readonly string[] = [
  "Access-Control-Allow-Origin",
  "*",
  "Access-Control-Allow-Methods",
  "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD",
  "Access-Control-Max-Age",
  "86400",
];

/** The answer to a browser that asks before it sends; undefined when the request is not such a question. */
export function answerPreflight(method: string, headers: IncomingHttpHeaders): Answer | undefined {
  if (method !== "OPTIONS" || headers.origin === undefined) return undefined;
  if (headers["access-control-request-method"] === undefined) return undefined;
  const asked = headers["access-control-request-headers"]?.split(",").map((name) => name.trim());
  const headersAllowed = asked === undefined ? [] : ["Access-Control-Allow-Headers", allowedHeaders(asked)];
  return {
    status: 200,
    headers: [...preflightHeaders, ...headersAllowed],
    body: "",
  };
}

function allowedHeaders(asked: readonly string[]): string {
  return ["Authorization", ...asked, "Accept", "Accept-Language", "Content-Language"].join(", ");
}
