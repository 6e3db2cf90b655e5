import { isUtf8 } from "node:buffer";
import type { SkipReason } from "../skip-report.ts";

/** One value of a source as it stands there, not yet parsed. */
export interface JsonText {
  /** The text; empty for a fault between values, which leaves nothing to parse. */
  readonly bytes: Buffer;
  /** Where it begins, from 1. */
  readonly line: number;
  readonly fault?: SkipReason | undefined;
}

/** Cuts a stream of bytes into the texts of its values, however its chunks fall. */
export interface TextSplitter {
  /** @returns the texts that this chunk completes */
  push(chunk: Buffer): readonly JsonText[];
  /** @returns what the end of the source completes */
  end(): readonly JsonText[];
}

/** Parses as RFC 8259 says, nested as deep as may be. @returns undefined, which JSON can't say, for a bad text */
export function parseText(text: JsonText): unknown {
  if (text.fault !== undefined || !isUtf8(text.bytes)) return undefined;
  try {
    return JSON.parse(text.bytes.toString());
  } catch {
    return undefined;
  }
}

/** Why {@link parseText} gave nothing. */
export function faultOf(text: JsonText): SkipReason {
  return text.fault ?? (isUtf8(text.bytes) ? "not valid JSON" : "not valid UTF-8");
}

/** JSON's white space: space, tab, line feed, carriage return. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** @returns the place of the first byte that isn't white space, or `end` */
export function skipBlanks(bytes: Buffer, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(bytes[at]!)) at++;
  return at;
}
