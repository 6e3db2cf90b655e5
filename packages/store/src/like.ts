/** Between two `%`: characters as they are, and null for any one. */
type Piece = readonly (string | null)[];

/**
 * Does the text match a pattern of PostgreSQL's LIKE? `%` is anything, `_` one character, and `\` takes the next as it
 * is: https://www.postgresql.org/docs/15/functions-matching.html#FUNCTIONS-LIKE
 * Each piece is looked for once, from where the one before it ended, so no pattern takes for ever.
 */
export function isLike(text: string, pattern: string): boolean {
  const characters = Array.from(text);
  const [first = [], ...others] = parsePattern(pattern);
  const last = others.pop();
  if (!isAt(first, characters, 0)) return false;
  if (last === undefined) return first.length === characters.length;
  let from = first.length;
  for (const piece of others) {
    while (!isAt(piece, characters, from)) if (++from > characters.length) return false;
    from += piece.length;
  }
  const end = characters.length - last.length;
  return end >= from && isAt(last, characters, end);
}

function parsePattern(pattern: string): readonly Piece[] {
  const pieces: (string | null)[][] = [];
  let piece: (string | null)[] = [];
  let escaped = false;
  for (const character of pattern) {
    if (escaped || !["\\", "%", "_"].includes(character)) piece.push(character);
    else if (character === "_") piece.push(null);
    else if (character === "%") {
      pieces.push(piece);
      piece = [];
    }
    escaped = !escaped && character === "\\";
  }
  return [...pieces, piece];
}

function isAt(piece: Piece, characters: readonly string[], start: number): boolean {
  if (start + piece.length > characters.length) return false;
  return piece.every((one, index) => one === null || one === characters[start + index]);
}
