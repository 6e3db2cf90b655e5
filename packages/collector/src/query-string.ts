import { ApiError } from "./api-error.ts";

/** A parameter of the query string, decoded. */
export type Parameter = readonly [name: string, value: string];

/**
 * The parameters of a query string that have a value, be it an empty one; the others have no effect.
 * @throws ApiError 400 when it is not percent-encoded UTF-8.
 */
export function parseQueryString(text: string): Parameter[] {
  return splitQuery(text).flatMap(([name, value]): Parameter[] =>
    value === undefined ? [] : [[name, value]],
  );
}

/** Splits a query string, or a form; `;` parts as `&` does, `+` is a blank. */
export function splitQuery(text: string): (readonly [name: string, value: string | undefined])[] {
  if (text === "") return [];
  return text
    .split(/[&;]/)
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      return equals < 0
        ? [decode(part), undefined]
        : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
    });
}

/** The query as `Content-Location` shows it: sorted by name, all but the unreserved characters encoded. */
export function canonicalQuery(text: string): string {
  const values = new Map<string, string[]>();
  for (const [name, value = ""] of splitQuery(text)) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return [...values.keys()]
    .toSorted()
    .map((name) => `${encode(name)}=${(values.get(name) ?? []).map(encode).join(",")}`)
    .join("&");
}

function decode(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw new ApiError(400, "PGRST100", "The query string is not percent-encoded UTF-8");
  }
}

/** Lone surrogates can't come out of `decode`, nor out of a request line, which is Latin-1. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
