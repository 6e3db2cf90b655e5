// Parser combinators that fail as Haskell's Parsec does: with the furthest place, what stands there and what should.
// PostgREST's refusals of a query string are Parsec's messages, so the same grammar gives the same words.
// https://hackage.haskell.org/package/parsec

/** Reads the code points of a text from a place on. */
export type Parser<T> = (text: readonly string[], at: number) => Outcome<T>;

/** `failure` says of a success, too, what else could have stood at its end. */
type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly at: number; readonly failure: Failure }
  | { readonly ok: false; readonly consumed: boolean; readonly failure: Failure };

interface Failure {
  readonly at: number;
  /** What stands there, as Haskell shows it; empty for the end of the text. */
  readonly found: readonly string[];
  /** What may not stand there; said instead of `found`. */
  readonly unwanted: readonly string[];
  readonly expected: readonly string[];
}

const nothing = { found: [], unwanted: [], expected: [] };

export function succeed<T>(value: T): Parser<T> {
  return (_, at) => ({ ok: true, value, at, failure: { ...nothing, at } });
}

export function satisfy(isWanted: (character: string) => boolean): Parser<string> {
  return (text, at) => {
    const character = text[at];
    if (character !== undefined && isWanted(character)) {
      return { ok: true, value: character, at: at + 1, failure: { ...nothing, at: at + 1 } };
    }
    return { ok: false, consumed: false, failure: { ...nothing, at, found: [shownAt(text, at)] } };
  };
}

export function oneOf(characters: string): Parser<string> {
  return satisfy((character) => characters.includes(character));
}

export function noneOf(characters: string): Parser<string> {
  return satisfy((character) => !characters.includes(character));
}

export function char(character: string): Parser<string> {
  return label(shown(character), oneOf(character));
}

/** A word. Where only its end is missing, the place of the failure is its beginning. */
export function string(word: string): Parser<string> {
  return (text, at) => {
    for (let read = 0; read < word.length; read++) {
      if (text[at + read] === word[read]) continue;
      const failure = { ...nothing, at, found: [shownAt(text, at + read)], expected: [shown(word)] };
      return { ok: false, consumed: read > 0, failure };
    }
    const end = at + word.length;
    return { ok: true, value: word, at: end, failure: { ...nothing, at: end } };
  };
}

type Values<Parsers> = { [Index in keyof Parsers]: Parsers[Index] extends Parser<infer T> ? T : never };

/** One after the other. */
export function sequence<const Parsers extends readonly Parser<unknown>[]>(
  ...parsers: Parsers
): Parser<Values<Parsers>> {
  return (text, start) => {
    let at = start;
    let failure: Failure = { ...nothing, at };
    const values: unknown[] = [];
    for (const parser of parsers) {
      const outcome = parser(text, at);
      const moved = outcome.ok ? outcome.at > at : outcome.consumed;
      failure = moved ? outcome.failure : merge(failure, outcome.failure);
      if (!outcome.ok) return { ok: false, consumed: moved || at > start, failure };
      at = outcome.at;
      values.push(outcome.value);
    }
    return { ok: true, value: values as Values<Parsers>, at, failure };
  };
}

/** The first that doesn't fail; one that fails after it has read something ends the search. */
export function either<T>(...parsers: readonly Parser<T>[]): Parser<T> {
  return (text, at) => {
    let failure: Failure = { ...nothing, at };
    for (const parser of parsers) {
      const outcome = parser(text, at);
      if (outcome.ok ? outcome.at > at : outcome.consumed) return outcome;
      failure = merge(failure, outcome.failure);
      if (outcome.ok) return { ...outcome, failure };
    }
    return { ok: false, consumed: false, failure };
  };
}

/** When it fails, it hasn't read anything; the failure stays where it was. */
export function attempt<T>(parser: Parser<T>): Parser<T> {
  return (text, at) => {
    const outcome = parser(text, at);
    return outcome.ok ? outcome : { ...outcome, consumed: false };
  };
}

/** What is expected has a name, unless the parser fails after it has read something. */
export function label<T>(name: string, parser: Parser<T>): Parser<T> {
  return (text, at) => {
    const outcome = parser(text, at);
    if (outcome.ok ? outcome.at > at || isEmpty(outcome.failure) : outcome.consumed) return outcome;
    return { ...outcome, failure: { ...outcome.failure, expected: [name] } };
  };
}

export function many<T>(parser: Parser<T>): Parser<T[]> {
  return (text, start) => {
    const values: T[] = [];
    for (let at = start; ;) {
      const outcome = parser(text, at);
      if (!outcome.ok && outcome.consumed) return outcome;
      if (!outcome.ok) return { ok: true, value: values, at, failure: outcome.failure };
      at = outcome.at;
      values.push(outcome.value);
    }
  };
}

export function many1<T>(parser: Parser<T>): Parser<T[]> {
  return map(sequence(parser, many(parser)), ([first, others]) => [first, ...others]);
}

export function separated1<T>(parser: Parser<T>, by: Parser<unknown>): Parser<T[]> {
  const others = many(map(sequence(by, parser), ([, value]) => value));
  return map(sequence(parser, others), ([first, rest]) => [first, ...rest]);
}

export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
  return either<T | undefined>(parser, succeed(undefined));
}

export function map<T, Result>(parser: Parser<T>, change: (value: T) => Result): Parser<Result> {
  return (text, at) => {
    const outcome = parser(text, at);
    return outcome.ok ? { ...outcome, value: change(outcome.value) } : outcome;
  };
}

/** Looks whether it would succeed here, and reads nothing. */
export function ahead(parser: Parser<unknown>): Parser<undefined> {
  return (text, at) => {
    const outcome = parser(text, at);
    return outcome.ok ? { ok: true, value: undefined, at, failure: { ...nothing, at } } : outcome;
  };
}

export function notAhead(parser: Parser<string>): Parser<undefined> {
  return (text, at) => {
    const outcome = parser(text, at);
    if (!outcome.ok) return succeed(undefined)(text, at);
    const failure = { ...nothing, at: outcome.at, unwanted: [`'${outcome.value}'`] };
    return { ok: false, consumed: false, failure };
  };
}

export const end: Parser<undefined> = label("end of input", (text, at) => {
  if (at === text.length) return succeed(undefined)(text, at);
  return { ok: false, consumed: false, failure: { ...nothing, at, unwanted: [`'${text[at]}'`] } };
});

/** Of two failures the one that came further; at the same place both count. */
function merge(a: Failure, b: Failure): Failure {
  if (isEmpty(b) !== isEmpty(a)) return isEmpty(b) ? a : b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return {
    at: a.at,
    found: [...a.found, ...b.found],
    unwanted: [...a.unwanted, ...b.unwanted],
    expected: [...a.expected, ...b.expected],
  };
}

function isEmpty({ found, unwanted, expected }: Failure): boolean {
  return found.length + unwanted.length + expected.length === 0;
}

function shownAt(text: readonly string[], at: number): string {
  const character = text[at];
  return character === undefined ? "" : shown(character);
}

/** As Haskell's `show` writes a string: what isn't ASCII by its number. */
function shown(text: string): string {
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") return `\\${character}`;
    if (character === "\n" || character === "\t") return character === "\n" ? "\\n" : "\\t";
    return code > 126 ? `\\${code}` : character;
  });
  return `"${escaped.join("")}"`;
}

/** What a failure says: Parsec's `showErrorMessages`. */
export function failureText({ found, unwanted, expected }: Failure): string {
  const unexpected = unwanted.length > 0 ? listed(unwanted) : found[0] === "" ? "end of input" : found[0];
  const wanted = listed(expected);
  return [
    ...(unexpected === undefined ? [] : [`unexpected ${unexpected}`]),
    ...(wanted === "" ? [] : [`expecting ${wanted}`]),
  ].join(" ");
}

function listed(names: readonly string[]): string {
  const all = [...new Set(names)].filter((name) => name !== "");
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} or ${last}`;
}
