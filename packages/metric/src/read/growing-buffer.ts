/** Bytes that come in pieces, each copied once or twice however small the pieces are. */
export class GrowingBuffer {
  #bytes = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** What is there; it stays. */
  peek(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Hands over what is there and starts anew. */
  take(): Buffer {
    const taken = this.peek();
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return taken;
  }
}
