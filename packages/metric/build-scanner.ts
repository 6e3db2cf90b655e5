// Compiles the scanner (assembly/) to dist/scan.wasm. Runs after `tsc -b`.

import { fileURLToPath } from "node:url";
import { main } from "assemblyscript/asc";

let messages = "";
const stderr = { write: (text: string | Uint8Array) => void (messages += Buffer.from(text).toString()) };
const args = [
  fileURLToPath(new URL("assembly/scan.ts", import.meta.url)),
  "--outFile",
  fileURLToPath(new URL("dist/scan.wasm", import.meta.url)),
  "-O3",
  "--converge",
  "--noAssert",
  "--runtime",
  "minimal",
  "--enable",
  "simd,bulk-memory",
];
const { error } = await main(args, { stderr });
if (error !== null) {
  process.stderr.write(messages);
  throw error;
}
