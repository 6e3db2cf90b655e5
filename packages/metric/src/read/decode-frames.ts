import { pipeline, type Transform } from "node:stream";

/** Node counts what a zlib stream has consumed. */
type Decoder = Transform & { readonly bytesWritten: number };

/**
 * Decodes one compressed frame after the other, as `cat a.zst b.zst` makes them. Node's zstd and brotli streams stop at
 * the end of the first frame and silently drop what they were fed beyond it; here the next decoder gets that.
 */
export async function* decodeFrames(
  chunks: AsyncIterable<Buffer>,
  createDecoder: () => Decoder,
): AsyncGenerator<Buffer, void, undefined> {
  const input = new UnreadInput(chunks);
  try {
    do {
      const decoder = createDecoder();
      yield* pipeline(input.feed(decoder), decoder, ignore);
      input.dropConsumed(decoder);
    } while (await input.hasMore());
  } finally {
    await input.close();
  }
}

/** Chunks on their way into a decoder, kept until it has consumed them. */
class UnreadInput {
  readonly #iterator: AsyncIterator<Buffer>;
  /** A chunk that was asked for when the frame ended belongs to the next one. */
  #asked: Promise<IteratorResult<Buffer>> | undefined;
  #kept: Buffer[] = [];
  /** Bytes of the frame under way that were consumed and are not kept any more. */
  #droppedBytes = 0;
  #decoder: Decoder | undefined;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  async *feed(decoder: Decoder): AsyncGenerator<Buffer, void, undefined> {
    this.#decoder = decoder;
    this.#droppedBytes = 0;
    yield* this.#kept;
    while (true) {
      const next = await this.#ask();
      if (this.#decoder !== decoder || next.done === true) return;
      this.#asked = undefined;
      this.dropConsumed(decoder);
      this.#kept.push(next.value);
      yield next.value;
    }
  }

  dropConsumed(decoder: Decoder): void {
    let consumedBytes = decoder.bytesWritten - this.#droppedBytes;
    this.#droppedBytes = decoder.bytesWritten;
    while (consumedBytes > 0) {
      const first = this.#kept[0]!;
      if (first.length <= consumedBytes) this.#kept.shift();
      else this.#kept[0] = first.subarray(consumedBytes);
      consumedBytes -= Math.min(first.length, consumedBytes);
    }
  }

  async hasMore(): Promise<boolean> {
    this.#decoder = undefined;
    if (this.#kept.length > 0) return true;
    const next = await this.#ask();
    return next.done !== true;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  #ask(): Promise<IteratorResult<Buffer>> {
    return (this.#asked ??= this.#iterator.next());
  }
}

/** A pipeline's error also reaches whoever reads from it. */
function ignore(): void {}
