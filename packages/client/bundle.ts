// Makes of the two programs that run on a user's machine, index.js and flusher.js, one file each: loading a file costs
// 0.4 ms and the client has thirty. What index.js loads on demand stays outside of it. Runs after `tsc -b`.

import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here("src/index.ts"), here("src/flusher.ts")],
  outdir: here("dist"),
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  legalComments: "none",
  plugins: [
    {
      name: "on-demand",
      setup(bundler) {
        bundler.onResolve({ filter: /^\.\/.*\.ts$/ }, ({ kind, path }) =>
          kind === "dynamic-import" ? { path: path.replace(/\.ts$/, ".js"), external: true } : undefined,
        );
      },
    },
  ],
});
// Now dist is not what tsc left. Without this file it makes everything anew next time, and nothing here goes stale.
rmSync(here("dist/.tsbuildinfo"), { force: true });
