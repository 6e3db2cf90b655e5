import { fs } from "./built-ins.ts";

/** A new UUIDv7 (RFC 9562, section 5.7): 48 bits of epoch milliseconds, 74 random bits. */
export function uuidV7(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  return format(bytes, 7);
}

/** The epoch milliseconds in a UUIDv7. */
export function uuidV7Ms(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** The UUIDv5 (RFC 9562, section 5.5) of a name in a namespace, which is itself a UUID. */
export function uuidV5(name: string, namespace: string): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  const hash = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name);
  return format(hash.digest().subarray(0, 16), 5);
}

/**
 * Random bytes for keys and ids. The system's own generator where it is a file, which takes 0.05 ms; loading node:crypto
 * takes 2 to 4.
 */
export function randomBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (process.platform !== "win32") {
    try {
      const fd = fs.openSync("/dev/urandom", "r");
      try {
        if (fs.readSync(fd, bytes) === length) return bytes;
      } finally {
        fs.closeSync(fd);
      }
    } catch {
      // A sandbox may hide it.
    }
  }
  return process.getBuiltinModule("node:crypto").randomFillSync(bytes);
}

function format(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
