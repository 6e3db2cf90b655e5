import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { Readable, type Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliCompress, createGzip, createZstdCompress } from "node:zlib";
import { UsageError } from "./usage-error.ts";

type Compression = "gz" | "zst" | "br";

const compressors: Readonly<Record<Compression, () => Duplex>> = {
  gz: () => createGzip(),
  zst: () => createZstdCompress(),
  br: () => createBrotliCompress(),
};

export interface LinesTarget {
  /** Standard output, if left out. */
  readonly file: string | undefined;
  /** As the file's suffix says, if left out. */
  readonly compression: Compression | undefined;
}

/**
 * Writes text as it comes, at the pace of whoever reads it. A file gets its name when all of it is on disk: one that was
 * broken off is never taken for a whole one. Others may not read it (mode 0600).
 */
export async function writeLines(
  lines: AsyncIterable<string>,
  { file, compression }: LinesTarget,
): Promise<void> {
  const bySuffix = (["gz", "zst", "br"] as const).find((suffix) =>
    file?.toLowerCase().endsWith(`.${suffix}`),
  );
  if (file !== undefined && bySuffix !== (compression ?? bySuffix)) {
    throw new UsageError(`${file} would not be read as ${compression}: give it the suffix .${compression}.`);
  }
  const chosen = compression ?? bySuffix;
  const through = chosen === undefined ? [] : [compressors[chosen]()];
  const source = Readable.from(lines, { objectMode: false });
  if (file === undefined) {
    await pipeline([source, ...through, process.stdout], { end: chosen !== undefined });
    return;
  }
  if (!(await isRegular(file))) {
    await pipeline([source, ...through, createWriteStream(file)]);
    return;
  }
  const temporary = `${file}.${process.pid}.part`;
  try {
    await pipeline([source, ...through, createWriteStream(temporary, { mode: 0o600, flush: true })]);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Whether a file of that name may be replaced: a pipe or a device is written to. */
async function isRegular(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return true; // It is not there, or its folder isn't: opening will tell.
  }
}
