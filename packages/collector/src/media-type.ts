/** A media type as PostgREST reads it: of those that it doesn't know the whole text is the name. */
export interface MediaType {
  /** As it is named in messages. */
  readonly name: string;
  readonly kind: "any" | "json" | "csv" | "object" | "form" | "other";
  /** Are members that are null left out? */
  readonly nullsStripped: boolean;
}

const grammar = /^([a-z0-9.*]+)\/([a-z0-9.*+-]+)((?:\s*;\s*[a-z0-9-]+\s*=\s*(?:"[^"]*"|[a-z0-9|-]+))*)/i;
const parameter = /;\s*([a-z0-9-]+)\s*=\s*(?:"([^"]*)"|([a-z0-9|-]+))/gi;

const kinds: ReadonlyMap<string, MediaType["kind"]> = new Map([
  ["*/*", "any"],
  ["application/json", "json"],
  ["application/vnd.pgrst.array+json", "json"],
  ["application/vnd.pgrst.array", "json"],
  ["application/vnd.pgrst.object+json", "object"],
  ["application/vnd.pgrst.object", "object"],
  ["text/csv", "csv"],
  ["application/x-www-form-urlencoded", "form"],
]);

/** Known to PostgREST, and named without their parameters. */
const otherNames: ReadonlySet<string> = new Set([
  "application/geo+json",
  "application/octet-stream",
  "application/openapi+json",
  "text/plain",
  "text/xml",
]);

export function parseMediaType(text: string): MediaType {
  const [, main = "", sub = "", rest = ""] = grammar.exec(text) ?? [];
  const type = `${main}/${sub}`.toLowerCase();
  const parameters = new Map(
    [...rest.matchAll(parameter)].map(([, name = "", quoted, plain = ""]) => [
      name.toLowerCase(),
      quoted ?? plain,
    ]),
  );
  const kind = kinds.get(type);
  if (kind !== undefined) {
    const nullsStripped = type.startsWith("application/vnd.pgrst.") && parameters.get("nulls") === "stripped";
    const name = kind === "object" ? "application/vnd.pgrst.object+json" : type;
    return { kind, name: nullsStripped ? `${name};nulls=stripped` : name, nullsStripped };
  }
  return { kind: "other", name: otherName(type, parameters) ?? text, nullsStripped: false };
}

function otherName(type: string, parameters: ReadonlyMap<string, string>): string | undefined {
  if (otherNames.has(type)) return type;
  const [, format] = /^application\/vnd\.pgrst\.plan(?:\+(text|json))?$/.exec(type) ?? [];
  if (format === undefined && type !== "application/vnd.pgrst.plan") return undefined;
  const wanted = parseMediaType(parameters.get("for") ?? "application/json").name;
  return `application/vnd.pgrst.plan+${format ?? "text"}; for="${wanted}"`;
}
