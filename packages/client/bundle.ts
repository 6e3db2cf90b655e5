// Makes of what runs on a user's machine, index.js, flusher.js and declare.js, one small file each: loading a file
// costs a host 0.4 ms and the client has thirty; minified, it takes 2 MB less. What index.js loads on demand stays as
// `tsc -b` left it, one folder up. Runs after `tsc -b`.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here("src/index.ts"), here("src/flusher.ts"), here("src/declare.ts")],
  outdir: here("dist/bundled"),
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  legalComments: "none",
  plugins: [
    {
      name: "on-demand",
      setup({ onResolve }) {
        // declare.js is loaded beside index.js, and does not repeat it.
        onResolve({ filter: /^\.\.\/index\.ts$/ }, () => ({ path: "./index.js", external: true }));
        onResolve({ filter: /^\.\/.*\.ts$/ }, ({ kind, path }) =>
          kind === "dynamic-import"
            ? { path: path.replace(/^\.\/(.*)\.ts$/, "../$1.js"), external: true }
            : undefined,
        );
      },
    },
  ],
});
