import type { IncomingHttpHeaders } from "node:http";
import { ApiError } from "./api-error.ts";

/** The forms in which rows are given. */
export type RowsForm = "array" | "object";

const forms: ReadonlyMap<string, RowsForm> = new Map([
  ["*/*", "array"],
  ["application/*", "array"],
  ["application/json", "array"],
  ["application/vnd.pgrst.array+json", "array"],
  ["application/vnd.pgrst.object+json", "object"],
  ["application/vnd.pgrst.object", "object"],
]);

/** The first form, by quality, that the client takes. @throws ApiError 406 when it takes none that is offered. */
export function parseAccept(header: string | undefined): RowsForm {
  if (header === undefined || header === "" || header === "*/*" || header === "application/json")
    return "array";
  const wanted = header
    .split(",")
    .map((range) => /^\s*([^;]*?)\s*((?:;.*)?)$/s.exec(range))
    .map((match) => ({ type: match?.[1]?.toLowerCase() ?? "", parameters: match?.[2] ?? "" }))
    .toSorted((a, b) => quality(b.parameters) - quality(a.parameters));
  for (const { type, parameters } of wanted) {
    const form = forms.get(type);
    if (form !== undefined && !/nulls\s*=/.test(parameters)) return form;
  }
  const types = wanted.map(({ type }) => type).join(", ");
  throw new ApiError(406, "PGRST107", `None of these media types are available: ${types}`);
}

/** Only the schema `public` is there. @throws ApiError 406 when the client asks for another. */
export function checkProfile(headers: IncomingHttpHeaders, name: "accept-profile" | "content-profile"): void {
  const profile = headers[name];
  if (profile === undefined || profile === "public") return;
  throw new ApiError(406, "PGRST106", `Invalid schema: ${String(profile)}`, {
    hint: "Only the following schemas are exposed: public",
  });
}

function quality(parameters: string): number {
  const given = /;\s*q=([\d.]+)/.exec(parameters)?.[1];
  return given === undefined ? 1 : Number(given);
}
