// Makes of browser/ the one script, and of style/ the one style sheet, that a page asks for. Runs after `tsc -b`, which
// has checked the script's types.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [here("browser/dashboard.ts"), here("style/dashboard.css")],
  outdir: here("dist/browser"),
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  // Those that know `light-dark()` and `:has()`, which the style sheet is written with.
  target: ["chrome123", "firefox121", "safari17.5"],
  legalComments: "none",
});
