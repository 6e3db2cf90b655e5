/** Writes rows in ClickHouse's format RowBinary: https://clickhouse.com/docs/en/interfaces/formats/RowBinary */
export interface RowBinary {
  uint8(value: number): void;
  uint16(value: number): void;
  uint32(value: number): void;
  int32(value: number): void;
  uint64(value: bigint): void;
  /** A whole number that a double holds. */
  int64(value: number): void;
  float64(value: number): void;
  fixed(bytes: Uint8Array): void;
  string(text: string): void;
  nullableString(text: string | null): void;
  /** All that was written so far. */
  bytes(): Buffer;
}

export function createRowBinary(): RowBinary {
  let buffer = Buffer.allocUnsafe(64 * 1024);
  let end = 0;

  /** Makes room for so many bytes, and lets them be written from where they begin. */
  function put(size: number, write: (into: Buffer, at: number) => void): void {
    if (end + size > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, end + size));
      buffer.copy(larger, 0, 0, end);
      buffer = larger;
    }
    write(buffer, end);
    end += size;
  }

  const uint8 = (value: number): void => put(1, (into, at) => into.writeUInt8(value, at));

  /** The length in bytes goes before, seven bits a byte. */
  function string(text: string): void {
    const length = Buffer.byteLength(text);
    let rest = length;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) uint8((rest % 0x80) + 0x80);
    uint8(rest);
    put(length, (into, at) => into.write(text, at, "utf8"));
  }

  return {
    uint8,
    uint16: (value) => put(2, (into, at) => into.writeUInt16LE(value, at)),
    uint32: (value) => put(4, (into, at) => into.writeUInt32LE(value, at)),
    int32: (value) => put(4, (into, at) => into.writeInt32LE(value, at)),
    uint64: (value) => put(8, (into, at) => into.writeBigUInt64LE(value, at)),
    int64: (value) => put(8, (into, at) => into.writeBigInt64LE(BigInt(value), at)),
    float64: (value) => put(8, (into, at) => into.writeDoubleLE(value, at)),
    fixed: (bytes) => put(bytes.length, (into, at) => into.set(bytes, at)),
    string,
    nullableString(text) {
      uint8(text === null ? 1 : 0);
      if (text !== null) string(text);
    },
    bytes: () => buffer.subarray(0, end),
  };
}
