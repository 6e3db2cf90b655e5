// The smallest parts of JSON: blanks and strings. Each function takes the address of a byte and gives the address behind
// what it read. 0 means "odd": bad, or too rare to be handled here; JavaScript then has a look at the whole value.
// Nothing checks for the end of the data: it ends in a line feed and zeros, which no part of a value goes beyond.

/** In an array a line feed is a blank; among lines it is the end of the value. */
let lineFeedIsBlank: bool = false;

/** Set by every string that holds an escape. */
export let sawEscape: bool = false;

export function setLineFeedIsBlank(isBlank: bool): void {
  lineFeedIsBlank = isBlank;
}

export function forgetEscape(): void {
  sawEscape = false;
}

export function afterBlanks(from: usize): usize {
  let at = from;
  while (true) {
    const byte = load<u8>(at);
    if (byte > 0x20) return at;
    if (byte != 0x20 && byte != 0x09 && byte != 0x0d && !(byte == 0x0a && lineFeedIsBlank)) return at;
    at++;
  }
}

/** @returns the address of the closing quote of the string whose first character is at `from` */
export function stringEnd(from: usize): usize {
  let at = from;
  while (true) {
    const special = specialBytes(v128.load(at));
    if (special == 0) {
      at += 16;
      continue;
    }
    at += ctz(special);
    const byte = load<u8>(at);
    if (byte == 0x22) return at;
    if (byte < 0x20) return 0;
    const length = byte == 0x5c ? escapeLength(at) : sequenceLength(at);
    if (length == 0) return 0;
    at += length;
  }
}

/** A bit for each byte that is a quote, a backslash, a control character or not ASCII: the last two are below a blank as signed numbers. */
function specialBytes(bytes: v128): i32 {
  const stops = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(stops, i8x16.lt_s(bytes, i8x16.splat(0x20))));
}

function escapeLength(at: usize): usize {
  sawEscape = true;
  const byte = load<u8>(at + 1);
  if (byte == 0x75) {
    for (let digit: usize = 2; digit < 6; digit++) {
      if (!isHex(load<u8>(at + digit))) return 0;
    }
    return 6;
  }
  // One of " \ / b f n r t
  const isShort =
    byte == 0x22 ||
    byte == 0x5c ||
    byte == 0x2f ||
    byte == 0x62 ||
    byte == 0x66 ||
    byte == 0x6e ||
    byte == 0x72 ||
    byte == 0x74;
  return isShort ? 2 : 0;
}

function isHex(byte: u8): bool {
  return isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

export function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

/** Of a well-formed UTF-8 sequence beyond ASCII: table 3-7 of the Unicode Standard. */
function sequenceLength(at: usize): usize {
  const lead = load<u8>(at);
  const second = load<u8>(at + 1);
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return isContinuation(second) ? 2 : 0;
  if (lead < 0xf0) {
    if (!isContinuation(second) || !isContinuation(load<u8>(at + 2))) return 0;
    if (lead == 0xe0 && second < 0xa0) return 0;
    return lead == 0xed && second > 0x9f ? 0 : 3;
  }
  if (lead > 0xf4 || !isContinuation(second)) return 0;
  if (lead == 0xf0 && second < 0x90) return 0;
  if (lead == 0xf4 && second > 0x8f) return 0;
  return isContinuation(load<u8>(at + 2)) && isContinuation(load<u8>(at + 3)) ? 4 : 0;
}

function isContinuation(byte: u8): bool {
  return (byte & 0xc0) == 0x80;
}
