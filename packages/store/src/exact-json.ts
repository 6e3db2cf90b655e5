import { QueryError } from "./query-error.ts";

declare global {
  interface JSON {
    /** With the text of each number, string, boolean and null as it stands in the source (V8 since 11.4). */
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
  }
}

/** A number that a double can't hold as PostgreSQL's `numeric` does: 20 digits, or the last zero of `1.10`. */
export class ExactNumber {
  /** Plain decimal digits: no exponent, no needless zero before them. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * What PostgreSQL's `numeric` can hold, in decimal digits before and after the point:
 * https://www.postgresql.org/docs/15/datatype-numeric.html
 */
const maxIntegerDigits = 131_072;
const maxFractionDigits = 16_383;

/** Numbers of more than 15 digits, with a fraction that ends in 0, or an exponent; sometimes they stand in a string. */
const suspects = /[[:, \t\r\n](-?\d(?:[\d.]{16}|\d*\.\d*0(?!\d)|[\d.]*[eE])[\d.eE+-]*)/g;

export interface ExactJson {
  /** Where a number would not come back as `jsonb` keeps it, it is an {@link ExactNumber}. */
  readonly value: unknown;
  /** Whether there may be one. */
  readonly exact: boolean;
}

/**
 * Reads JSON without a loss.
 * Numbers with exponents are written out, so a few bytes can mean many: `maxDigits` bounds all of a text's together.
 *
 * @throws SyntaxError when it is no JSON; QueryError 22003, as PostgreSQL's, for a number that is too long
 */
export function parseExactJson(text: string, maxDigits: number = Infinity): ExactJson {
  if (!mayLose(text)) return { value: JSON.parse(text), exact: false };
  let digits = 0;
  const value = JSON.parse(text, (_, one, { source }) => {
    if (typeof one !== "number" || source === undefined) return one;
    const plain = plainDecimal(source);
    digits += plain.length;
    if (digits > maxDigits) throw overflow();
    return String(one) === plain ? one : new ExactNumber(plain);
  });
  return { value, exact: true };
}

/** A quick look, so that nearly all texts are read at full speed: it takes half the time of `JSON.parse`. */
function mayLose(text: string): boolean {
  if (/^[-\d]/.test(text)) return true;
  suspects.lastIndex = 0;
  for (let found = suspects.exec(text); found !== null; found = suspects.exec(text)) {
    if (String(Number(found[1])) !== found[1]) return true;
  }
  return false;
}

const literal = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * A JSON number as `numeric` prints it: `1e2` is 100, `1.10` stays, `-0` is 0.
 *
 * @throws QueryError 22003
 */
export function plainDecimal(source: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] = literal.exec(source) ?? [];
  const exponent = Number(power);
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point > maxIntegerDigits || fraction.length - exponent > maxFractionDigits) throw overflow();
  const integer = digits
    .slice(0, Math.max(point, 0))
    .padEnd(point, "0")
    .replace(/^0+(?=\d)/, "");
  const decimals = point < 0 ? "0".repeat(-point) + digits : digits.slice(point);
  const plain = `${integer === "" ? "0" : integer}${decimals === "" ? "" : `.${decimals}`}`;
  return /[1-9]/.test(plain) ? sign + plain : plain;
}

function overflow(): QueryError {
  return new QueryError("22003", "value overflows numeric format");
}
