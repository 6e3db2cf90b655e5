import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A file that every page asks for. Its address names its content: it may be kept for ever. */
export interface StaticFile {
  readonly path: string;
  /** The path with the mark of its content. */
  readonly address: string;
  readonly mark: string;
  readonly type: string;
  readonly body: string;
}

function readStatic(path: string, type: string, file: string): StaticFile {
  const body = readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
  const mark = createHash("sha256").update(body).digest("base64url").slice(0, 16);
  return { path, address: `${path}?v=${mark}`, mark, type, body };
}

export const icon: StaticFile = readStatic("/dashboard.svg", "image/svg+xml", "static/dashboard.svg");

// Made by bundle.ts, of style/ and browser/.
export const styleSheet: StaticFile = readStatic(
  "/dashboard.css",
  "text/css; charset=utf-8",
  "dist/browser/dashboard.css",
);
export const script: StaticFile = readStatic(
  "/dashboard.js",
  "text/javascript; charset=utf-8",
  "dist/browser/dashboard.js",
);

export const staticFiles: readonly StaticFile[] = [styleSheet, icon, script];
