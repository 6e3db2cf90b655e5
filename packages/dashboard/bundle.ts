// Makes of browser/ the one script that a page asks for. Runs after `tsc -b`, which has checked its types.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here("browser/dashboard.ts")],
  outfile: here("dist/browser/dashboard.js"),
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  // Of 2024, as the style sheet's `light-dark()`.
  target: ["chrome123", "firefox120", "safari17.5"],
  legalComments: "none",
});
