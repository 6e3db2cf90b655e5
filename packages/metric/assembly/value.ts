// Any JSON value, checked as strictly as JSON.parse does and otherwise passed over.
import { afterBlanks, isDigit, stringEnd } from "./text";

/** Deeper ones are left to JavaScript. */
const maxDepth: usize = 512;
const closers: usize = memory.data(512);

/** @returns the address behind the value that begins at `at`, or 0 */
export function valueEnd(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x22) {
    const end = stringEnd(at + 1);
    return end == 0 ? 0 : end + 1;
  }
  if (byte == 0x7b || byte == 0x5b) return nestedEnd(at);
  return scalarEnd(at);
}

function scalarEnd(at: usize): usize {
  const word = load<u32>(at);
  if (word == 0x65757274) return at + 4; // true
  if (word == 0x6c6c756e) return at + 4; // null
  if (word == 0x736c6166 && load<u8>(at + 4) == 0x65) return at + 5; // false
  return numberEnd(at);
}

export function numberEnd(from: usize): usize {
  let at = from;
  if (load<u8>(at) == 0x2d) at++;
  const first = load<u8>(at);
  if (!isDigit(first)) return 0;
  at = first == 0x30 ? at + 1 : digitsEnd(at);
  if (load<u8>(at) == 0x2e) {
    if (!isDigit(load<u8>(at + 1))) return 0;
    at = digitsEnd(at + 1);
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == 0x2b || sign == 0x2d) at++;
    if (!isDigit(load<u8>(at))) return 0;
    at = digitsEnd(at);
  }
  return at;
}

export function digitsEnd(from: usize): usize {
  let at = from;
  while (true) {
    const values = i8x16.sub(v128.load(at), i8x16.splat(0x30));
    const others = ~i8x16.bitmask(i8x16.lt_u(values, i8x16.splat(10))) & 0xffff;
    if (others != 0) return at + ctz(others);
    at += 16;
  }
}

/** An object or an array, and all that is in it. The stack holds the bracket that closes each level. */
function nestedEnd(from: usize): usize {
  let at = from;
  let depth: usize = 0;
  while (true) {
    // Here a value is due.
    const byte = load<u8>(at);
    if (byte == 0x7b || byte == 0x5b) {
      if (depth == maxDepth) return 0;
      const closer: u8 = byte + 2;
      store<u8>(closers + depth, closer);
      depth++;
      at = afterBlanks(at + 1);
      if (load<u8>(at) != closer) {
        if (closer == 0x7d) {
          at = keyEnd(at);
          if (at == 0) return 0;
        }
        continue;
      }
      depth--;
      at++;
    } else if (byte == 0x22) {
      at = stringEnd(at + 1);
      if (at == 0) return 0;
      at++;
    } else {
      at = scalarEnd(at);
      if (at == 0) return 0;
    }
    // Here a value has ended: close what closes, until a comma asks for another one.
    while (true) {
      if (depth == 0) return at;
      at = afterBlanks(at);
      const next = load<u8>(at);
      const closer = load<u8>(closers + depth - 1);
      if (next == 0x2c) {
        at = afterBlanks(at + 1);
        if (closer == 0x7d) {
          at = keyEnd(at);
          if (at == 0) return 0;
        }
        break;
      }
      if (next != closer) return 0;
      depth--;
      at++;
    }
  }
}

/** A key with its colon. @returns the address of its value */
function keyEnd(from: usize): usize {
  if (load<u8>(from) != 0x22) return 0;
  const end = stringEnd(from + 1);
  if (end == 0) return 0;
  const colon = afterBlanks(end + 1);
  return load<u8>(colon) == 0x3a ? afterBlanks(colon + 1) : 0;
}
