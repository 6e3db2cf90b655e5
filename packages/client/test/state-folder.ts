import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder that goes with the test, and with it the flushers that were started in it. */
export function makeStateFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "astrolabe-client-"));
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
