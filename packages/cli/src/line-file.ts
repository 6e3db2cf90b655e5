import { open, type FileHandle } from "node:fs/promises";

export interface LineFile {
  write(line: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** A file of lines, made anew (mode 0600) by the first of them: without any there is none. */
export function createLineFile(path: string): LineFile {
  let file: FileHandle | undefined;
  return {
    async write(line) {
      file ??= await open(path, "w", 0o600);
      await file.writev([line, Buffer.from("\n")]);
    },
    close: async () => file?.close(),
  };
}
