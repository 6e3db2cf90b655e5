import { Readable } from "node:stream";

/** The same bytes in pieces of one size. */
export function* piecesOf(bytes: Buffer, size: number): Generator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A stream of the bytes in pieces of one size. */
export function streamOf(text: string | Uint8Array, size = 64 * 1024): Readable {
  return Readable.from(piecesOf(Buffer.from(text), size));
}

/** Everything that an iteration gives. */
export async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
