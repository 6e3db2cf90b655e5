// Compiles the scanner (assembly/) to dist/scan.wasm. Runs after `tsc -b`.

import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

const { error, stderr } = await main([
  fileURLToPath(new URL("assembly/scan.ts", import.meta.url)),
  ...["--outFile", fileURLToPath(new URL("dist/scan.wasm", import.meta.url))],
  ...["-O3", "--converge", "--noAssert", "--runtime", "minimal", "--enable", "simd,bulk-memory"],
]);
if (error !== null) {
  process.stderr.write(stderr.toString());
  throw error;
}
