// The members of an event or a row: all are checked, and where the values of some begin and end is kept.
import { afterBlanks, forgetEscape, sawEscape, stringEnd } from "./text";
import { innerKeys, knownField, knownLength, learn, nextEntry, outerKeys } from "./known-keys";
import { valueEnd } from "./value";

export const name: usize = 0;
export const exitCode: usize = 8;
export const endTs: usize = 16;
export const timestamp: usize = 24;
export const ts: usize = 32;
export const time: usize = 40;
export const developer: usize = 48;
export const user: usize = 56;
export const username: usize = 64;
export const id: usize = 72;
const payload: usize = 80;
const other: usize = 88;

/** Where each field's value begins (0: there is none) and ends. */
export const outer: usize = memory.data(80, 16);
export const inner: usize = memory.data(80, 16);

/** Does the last object read have a payload that is an object? */
export let isRow: bool = false;

export function begin(fields: usize, field: usize): usize {
  return load<u32>(fields + field);
}

export function end(fields: usize, field: usize): usize {
  return load<u32>(fields + field, 4);
}

/** @returns the address behind the object whose first byte after the brace is at `from`, or 0 */
export function objectEnd(from: usize): usize {
  isRow = false;
  return membersEnd(from, outer);
}

function membersEnd(from: usize, fields: usize): usize {
  clear(fields);
  let at = afterBlanks(from);
  if (load<u8>(at) == 0x7d) return at + 1;
  let entry = fields == outer ? outerKeys : innerKeys;
  while (true) {
    const known = knownLength(entry, at);
    let field: usize;
    forgetEscape();
    if (known != 0) {
      field = knownField(entry);
      at += known;
    } else {
      if (load<u8>(at) != 0x22) return 0;
      const key = at + 1;
      const keyEnd = stringEnd(key);
      if (keyEnd == 0 || sawEscape) return 0;
      field = fieldOf(key, keyEnd - key);
      at = afterBlanks(keyEnd + 1);
      if (load<u8>(at) != 0x3a) return 0;
      at++;
      learn(entry, key - 1, at, field);
    }
    entry = nextEntry(entry);
    at = afterBlanks(at);
    const value = at;
    if (field == payload && fields == outer) {
      isRow = load<u8>(at) == 0x7b;
      at = isRow ? membersEnd(at + 1, inner) : valueEnd(at);
    } else {
      at = valueEnd(at);
    }
    if (at == 0) return 0;
    if (field < payload) {
      if (sawEscape) return 0;
      store<u32>(fields + field, <u32>value);
      store<u32>(fields + field, <u32>at, 4);
    }
    at = afterBlanks(at);
    const next = load<u8>(at);
    if (next == 0x7d) return at + 1;
    if (next != 0x2c) return 0;
    at = afterBlanks(at + 1);
  }
}

function clear(fields: usize): void {
  const zero = i64x2.splat(0);
  v128.store(fields, zero);
  v128.store(fields, zero, 16);
  v128.store(fields, zero, 32);
  v128.store(fields, zero, 48);
  v128.store(fields, zero, 64);
}

/** Compares a key with the few that matter, whole words at a time (little-endian). */
function fieldOf(key: usize, length: usize): usize {
  if (length == 9) {
    const start = load<u64>(key);
    const last = load<u8>(key + 8);
    if (start == 0x646f635f74697865 && last == 0x65) return exitCode;
    if (start == 0x6d617473656d6974 && last == 0x70) return timestamp;
    if (start == 0x65706f6c65766564 && last == 0x72) return developer;
  } else if (length == 4) {
    const word = load<u32>(key);
    if (word == 0x656d616e) return name;
    if (word == 0x656d6974) return time;
    if (word == 0x72657375) return user;
  } else if (length == 6) {
    if (load<u32>(key) == 0x5f646e65 && load<u16>(key + 4) == 0x7374) return endTs;
  } else if (length == 2) {
    const pair = load<u16>(key);
    if (pair == 0x7374) return ts;
    if (pair == 0x6469) return id;
  } else if (length == 7) {
    if (load<u32>(key) == 0x6c796170 && load<u32>(key + 3) == 0x64616f6c) return payload;
  } else if (length == 8) {
    if (load<u64>(key) == 0x656d616e72657375) return username;
  }
  return other;
}
