// Makes of what runs one file for reading, one for scanning and one for the threads: loading a file costs a
// command half a millisecond, and a thread as much, and the package has fifty. Runs after `tsc -b`.

import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Shared parts are named by their content: old ones would stay.
rmSync(here("dist/bundled"), { recursive: true, force: true });
await build({
  // Beside each other, as the threads are started by a relative name and find the scanner's code by one.
  entryPoints: ["src/index.ts", "src/scan/piece-worker.ts"].map(here),
  entryNames: "[name]",
  outdir: here("dist/bundled"),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.18",
  legalComments: "none",
});
