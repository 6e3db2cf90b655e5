import type { IncomingHttpHeaders } from "node:http";
import { ApiError } from "./api-error.ts";
import { parseMediaType } from "./media-type.ts";
import type { MediaType } from "./media-type.ts";

/** The form in which rows are given. */
export interface RowsForm {
  readonly shape: "array" | "object" | "csv";
  /** Are members that are null left out? */
  readonly nullsStripped: boolean;
}

const plainArray: RowsForm = { shape: "array", nullsStripped: false };
const shapes: Readonly<Partial<Record<MediaType["kind"], RowsForm["shape"]>>> = {
  any: "array",
  json: "array",
  object: "object",
  csv: "csv",
};

/** The first form, by quality, that the client takes. @throws ApiError 406 when it takes none that is offered. */
export function parseAccept(header: string | undefined): RowsForm {
  if (header === undefined || header === "*/*" || header === "application/json") return plainArray;
  const wanted = parseTypes(header);
  for (const { kind, nullsStripped } of wanted) {
    const shape = shapes[kind];
    if (shape !== undefined) return { shape, nullsStripped };
  }
  throw notAcceptable(wanted);
}

/** @throws ApiError 406 when the client takes no description of the server. */
export function checkAcceptsDescription(header: string | undefined): void {
  const wanted = parseTypes(header ?? "*/*");
  const takes = ({ kind, name }: MediaType): boolean =>
    kind === "any" || kind === "json" || name === "application/openapi+json";
  if (!wanted.some(takes)) throw notAcceptable(wanted);
}

/** Only the schema `public` is there. @throws ApiError 406 when the client asks for another. */
export function checkProfile(headers: IncomingHttpHeaders, name: "accept-profile" | "content-profile"): void {
  const profile = headers[name];
  if (profile === undefined || profile === "public") return;
  throw new ApiError(406, "PGRST106", `Invalid schema: ${String(profile)}`, {
    hint: "Only the following schemas are exposed: public",
  });
}

/** Best first: by quality, then by how much they say. What follows the quality is not looked at. */
function parseTypes(header: string): readonly MediaType[] {
  if (header.trim() === "") return [parseMediaType("*/*")];
  const ranges = header
    .replaceAll(" ", "")
    .split(",")
    .map((range) => {
      const [text = "", quality] = range.split(";q=");
      const said = count(text, ";") - count(text, "*");
      return { text, said, quality: Number(/^\d+(?:\.\d+)?/.exec(quality ?? "1")?.[0] ?? 1) };
    })
    .toSorted((a, b) => b.quality - a.quality || b.said - a.said);
  return ranges.map(({ text }) => parseMediaType(text));
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function notAcceptable(wanted: readonly MediaType[]): ApiError {
  const names = wanted.map(({ name }) => name).join(", ");
  return new ApiError(406, "PGRST107", `None of these media types are available: ${names}`);
}
