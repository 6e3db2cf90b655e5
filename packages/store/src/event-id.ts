import { randomUUID } from "node:crypto";
import { QueryError } from "./query-error.ts";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A UUID as it is stored and answered: lower case, with hyphens.
 *
 * @throws QueryError 22P02 when the text is no UUID
 */
export function parseEventId(text: string): string {
  if (uuid.test(text)) return text;
  const lower = text.toLowerCase();
  if (uuid.test(lower)) return lower;
  throw new QueryError("22P02", `invalid input syntax for type uuid: "${text}"`);
}

/**
 * An id for a row that came without, made as a UUIDv7 (RFC 9562, section 5.7). Its time keeps new rows together at the end
 * of the index; ids that are random throughout made inserts three times as slow. Its version is 8 (section 5.8), since that
 * time is when the row was stored, and a UUIDv7 says when it was recorded.
 */
export function createEventId(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-8${randomUUID().slice(15)}`;
}

export function eventIdToBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

export function eventIdFromBytes(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
