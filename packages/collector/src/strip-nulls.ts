const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** JSON text without members that are null, and without blanks, as PostgreSQL's `json_strip_nulls` writes it. */
export function stripNulls(json: string): string {
  const tokens = json.match(token) ?? [];
  let at = 0;

  function value(): string {
    const first = tokens[at++] ?? "";
    if (first === "{") return `{${list("}", member)}}`;
    return first === "[" ? `[${list("]", value)}]` : first;
  }

  /** Empty for a member that is left out. */
  function member(): string {
    const name = tokens[at++] ?? "";
    at++; // The colon.
    const text = value();
    return text === "null" ? "" : `${name}:${text}`;
  }

  function list(end: string, item: () => string): string {
    const items: string[] = [];
    while (at < tokens.length && tokens[at] !== end) {
      if (tokens[at] === ",") at++;
      items.push(item());
    }
    at++;
    return items.filter((text) => text !== "").join(",");
  }

  return value();
}
