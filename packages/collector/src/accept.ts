import type { IncomingHttpHeaders } from "node:http";
import { ApiError } from "./api-error.ts";

/** The form in which rows are given. */
export interface RowsForm {
  readonly shape: "array" | "object" | "csv";
  /** Are members that are null left out? */
  readonly nullsStripped: boolean;
}

const plainArray: RowsForm = { shape: "array", nullsStripped: false };

const shapes: ReadonlyMap<string, RowsForm["shape"]> = new Map([
  ["*/*", "array"],
  ["application/*", "array"],
  ["application/json", "array"],
  ["application/vnd.pgrst.array+json", "array"],
  ["application/vnd.pgrst.array", "array"],
  ["application/vnd.pgrst.object+json", "object"],
  ["application/vnd.pgrst.object", "object"],
  ["text/csv", "csv"],
]);

/** A media type that the client takes. */
interface MediaRange {
  readonly type: string;
  readonly parameters: readonly string[];
  readonly quality: number;
}

/** The first form, by quality, that the client takes. @throws ApiError 406 when it takes none that is offered. */
export function parseAccept(header: string | undefined): RowsForm {
  if (header === undefined || header === "*/*" || header === "application/json") return plainArray;
  const wanted = parseRanges(header);
  for (const { type, parameters } of wanted) {
    const shape = shapes.get(type);
    if (shape === undefined) continue;
    const strippable = type.startsWith("application/vnd.pgrst.");
    return { shape, nullsStripped: strippable && parameters.join(";") === "nulls=stripped" };
  }
  throw notAcceptable(wanted);
}

/** @throws ApiError 406 when the client takes no description of the server. */
export function checkAcceptsDescription(header: string | undefined): void {
  const wanted = parseRanges(header ?? "*/*");
  const offered = ["*/*", "application/*", "application/json", "application/openapi+json"];
  if (!wanted.some(({ type }) => offered.includes(type))) throw notAcceptable(wanted);
}

/** Only the schema `public` is there. @throws ApiError 406 when the client asks for another. */
export function checkProfile(headers: IncomingHttpHeaders, name: "accept-profile" | "content-profile"): void {
  const profile = headers[name];
  if (profile === undefined || profile === "public") return;
  throw new ApiError(406, "PGRST106", `Invalid schema: ${String(profile)}`, {
    hint: "Only the following schemas are exposed: public",
  });
}

/** Best first: by quality, then by how much they say. No header is a range that takes everything. */
function parseRanges(header: string): readonly MediaRange[] {
  const ranges = header.replaceAll(/\s/g, "").split(",");
  const said = ({ type, parameters }: MediaRange): number => parameters.length - type.split("*").length;
  return ranges.map(parseRange).toSorted((a, b) => b.quality - a.quality || said(b) - said(a));
}

function parseRange(text: string): MediaRange {
  const [type = "", ...parameters] = text.split(";");
  const quality = parameters.find((one) => one.startsWith("q="))?.slice("q=".length);
  return {
    type: type === "" ? "*/*" : type.toLowerCase(),
    parameters: parameters.filter((one) => !one.startsWith("q=")),
    quality: quality === undefined ? 1 : Number(quality) || 0,
  };
}

function notAcceptable(wanted: readonly MediaRange[]): ApiError {
  const types = wanted.map(({ type }) => nameOf(type)).join(", ");
  return new ApiError(406, "PGRST107", `None of these media types are available: ${types}`);
}

/** A query plan is PostgREST's own, and off unless it is configured: it is named with what it would be a plan for. */
function nameOf(type: string): string {
  return type.startsWith("application/vnd.pgrst.plan+") ? `${type}; for="application/json"` : type;
}
