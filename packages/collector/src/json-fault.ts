/** Punctuation, a whole string, a number or what begins like one, a word; or else a broken string or one character. */
const token =
  /\s*(?:([{}[\]:,])|("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|((?=[-0-9])-?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][+-]?\d*)?[A-Za-z0-9_\u0080-\u{10ffff}]*|[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_\u0080-\u{10ffff}]*)|("[^]*|[^]))/uy;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * What PostgreSQL 15 finds wrong with a text that is no JSON, in its words.
 * https://github.com/postgres/postgres/blob/REL_15_STABLE/src/common/jsonapi.c
 */
export function jsonFault(text: string): string {
  let at = 0;
  let found = "";
  const ended = "The input string ended unexpectedly.";

  /** Reads the next token into `found`, empty at the end. Returns what is wrong with it by itself. */
  function next(): string | undefined {
    token.lastIndex = at;
    const match = token.exec(text);
    found = match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4] ?? "";
    if (match === null || match[0].trim() === "") {
      found = "";
      return undefined;
    }
    at = token.lastIndex;
    const isWord = match[3] !== undefined;
    const isWhole = !isWord || ["true", "false", "null"].includes(found) || number.test(found);
    return match[4] === undefined && isWhole ? undefined : `Token "${found}" is invalid.`;
  }

  function instead(expected: string): string {
    return found === "" ? ended : `Expected ${expected}, but found "${found}".`;
  }

  /** The value that `found` begins; afterwards `found` is its last token. */
  function value(): string | undefined {
    if (found === "{") return list("}", member);
    if (found === "[") return list("]", value);
    return found === "" || /^[\]},:]$/.test(found) ? instead("JSON value") : undefined;
  }

  function member(): string | undefined {
    if (!found.startsWith('"')) return instead("string");
    const fault = next() ?? (found === ":" ? next() : instead('":"'));
    return fault ?? value();
  }

  function list(end: string, item: () => string | undefined): string | undefined {
    let fault = next();
    if (fault !== undefined || found === end) return fault;
    if (end === "}" && !found.startsWith('"')) return instead('string or "}"');
    for (;;) {
      fault = item() ?? next();
      if (fault !== undefined || found === end) return fault;
      if (found !== ",") return instead(`"," or "${end}"`);
      fault = next();
      if (fault !== undefined) return fault;
    }
  }

  return next() ?? value() ?? next() ?? (found === "" ? ended : instead("end of input"));
}
