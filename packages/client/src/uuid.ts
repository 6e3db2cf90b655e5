import { fs } from "./built-ins.ts";

const isNode = !("deno" in process.versions || "bun" in process.versions);

const maxEpochMs = 2 ** 48 - 1;

/** A new UUIDv7 (RFC 9562, section 5.7): 48 bits of epoch milliseconds, 74 random bits. */
export function uuidV7(nowMs: number = Date.now()): string {
  const time = Math.min(Math.max(0, nowMs), maxEpochMs).toString(16).padStart(12, "0");
  // The end of a UUIDv4, after its version: all random but the variant, which both have in the same place.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUuid().slice(15)}`;
}

/** A UUIDv4. Linux has them ready, as text: no bytes to be read and turned into digits, which would take 0.4 ms. */
function randomUuid(): string {
  if (process.platform === "linux" && isNode) {
    try {
      const text = fs.readFileSync("/proc/sys/kernel/random/uuid", "utf8");
      if (text.length === "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx\n".length) return text.trimEnd();
    } catch {
      // A sandbox may hide it.
    }
  }
  return format(randomBytes(16), 4);
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
 * Random bytes for keys and ids. The system's own generator where it is a file; loading node:crypto takes 2 to 4 ms. Deno
 * and Bun have it loaded, and Deno asks its user about such files.
 */
export function randomBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (process.platform !== "win32" && isNode) {
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
