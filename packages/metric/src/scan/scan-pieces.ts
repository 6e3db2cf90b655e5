import { closeSync, openSync, readSync } from "node:fs";
import { maxTextBytes, pieceOverlapBytes } from "../limits.ts";
import { reasonOf } from "../read-error.ts";
import type { Piece, Pieces, ScannedFile } from "./pieces.ts";
import { ScanFailure } from "./scan-failure.ts";
import type { Scanner } from "./scanner.ts";

const lineFeed = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Claims pieces and scans them until none is left. Yields after each. */
export function* scanPieces(scanner: Scanner, pieces: Pieces): Generator<void, void, undefined> {
  let open: OpenFile | undefined;
  try {
    for (let piece = pieces.claim(); piece !== undefined; piece = pieces.claim()) {
      if (open?.file !== piece.file) {
        open?.close();
        open = new OpenFile(piece.file);
      }
      const before = scanner.passed;
      scanPiece(scanner, open, piece);
      pieces.addDone(piece.to - piece.from, scanner.passed - before);
      yield;
    }
  } catch (error) {
    pieces.stop();
    throw error;
  } finally {
    open?.close();
  }
}

class OpenFile {
  readonly file: ScannedFile;
  readonly #descriptor: number;

  constructor(file: ScannedFile) {
    this.file = file;
    try {
      this.#descriptor = openSync(file.path, "r");
    } catch (error) {
      throw new ScanFailure(file.input, reasonOf(error), undefined, { cause: error });
    }
  }

  /** @returns how many bytes there were: fewer than there is room for at the end of the file alone */
  read(room: Buffer, position: number): number {
    let length = 0;
    try {
      while (length < room.length) {
        const read = readSync(this.#descriptor, room, length, room.length - length, position + length);
        if (read === 0) break;
        length += read;
      }
    } catch (error) {
      throw new ScanFailure(this.file.input, reasonOf(error), undefined, { cause: error });
    }
    return length;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/**
 * A line belongs to the piece that it begins in. So reading starts a byte early, to see whether a line begins with the
 * piece, and goes on behind it to the end of its last line.
 */
function scanPiece(scanner: Scanner, open: OpenFile, { from, to, file }: Piece): void {
  const base = Math.max(0, from - 1);
  let room = scanner.input(to - base + pieceOverlapBytes);
  let length = open.read(room, base);
  const start = from === 0 ? markLength(room) : room.subarray(0, length).indexOf(lineFeed) + 1;
  if ((from > 0 && start === 0) || base + start >= to) return;
  const beginning = room.subarray(0, to - base).lastIndexOf(lineFeed, to - base - 2) + 1;
  const lastLine = Math.max(start, beginning);
  let searched = to - base - 1;
  while (true) {
    const end = room.subarray(0, length).indexOf(lineFeed, searched) + 1;
    if ((end === 0 ? length : end - 1) - lastLine > maxTextBytes) {
      throw new ScanFailure(file.input, "too long a line", base + lastLine);
    }
    if (end > 0 || length < room.length) {
      const stop = end > 0 ? end : length;
      scanner.scanLines(start, stop, file.input, base);
      return;
    }
    searched = length;
    room = scanner.input(2 * length);
    length += open.read(room.subarray(length), base + length);
  }
}

function markLength(room: Buffer): number {
  return room.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
}
