import { pieceBytes } from "../limits.ts";

export interface ScannedFile {
  /** Its place among all inputs. */
  readonly input: number;
  readonly path: string;
  readonly sizeBytes: number;
}

/** The lines that begin from one byte of a file up to another. */
export interface Piece {
  readonly file: ScannedFile;
  readonly from: number;
  readonly to: number;
}

/** What threads share: which piece is next, whether one of them failed, and how far they are. */
export type SharedProgress = SharedArrayBuffer;

/** Hands out the pieces of some files, each to one thread. */
export class Pieces {
  readonly #files: readonly ScannedFile[];
  readonly #bytes: number;
  readonly #claims: Int32Array;
  readonly #sums: BigInt64Array;
  /** A thread's pieces come in order: the file of the last one, and how many pieces the files before it have. */
  #file = 0;
  #before = 0;

  static share(): SharedProgress {
    return new SharedArrayBuffer(24);
  }

  constructor(files: readonly ScannedFile[], shared: SharedProgress, bytes: number = pieceBytes) {
    this.#files = files;
    this.#bytes = bytes;
    this.#claims = new Int32Array(shared, 0, 2);
    this.#sums = new BigInt64Array(shared, 8, 2);
  }

  /** @returns undefined when none is left, or when they are not to be scanned any more */
  claim(): Piece | undefined {
    if (Atomics.load(this.#claims, 1) !== 0) return undefined;
    const number = Atomics.add(this.#claims, 0, 1);
    for (let file = this.#files[this.#file]; file !== undefined; file = this.#files[++this.#file]) {
      const from = (number - this.#before) * this.#bytes;
      if (from < file.sizeBytes) return { file, from, to: Math.min(from + this.#bytes, file.sizeBytes) };
      this.#before += Math.ceil(file.sizeBytes / this.#bytes);
    }
    return undefined;
  }

  stop(): void {
    Atomics.store(this.#claims, 1, 1);
  }

  addDone(bytes: number, events: number): void {
    Atomics.add(this.#sums, 0, BigInt(bytes));
    Atomics.add(this.#sums, 1, BigInt(events));
  }

  get done(): { readonly bytes: number; readonly events: number } {
    return { bytes: Number(Atomics.load(this.#sums, 0)), events: Number(Atomics.load(this.#sums, 1)) };
  }
}
