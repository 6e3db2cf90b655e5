import { accessSync, constants, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Mode } from "@astrolabe/client";
import { maxMissingFolders } from "../limits.ts";
import { ok, problem, type Verdict, warning } from "./finding.ts";

/**
 * Whether the client can write its folder. Nothing is made: a folder that is not there is judged by the one above it. One
 * that is there and in use is written to, which alone proves it, and left as it was.
 */
export function checkStateDir(stateDir: string, mode: Mode): Verdict {
  const { path, missing } = nearestFolder(stateDir);
  if (missing > maxMissingFolders) {
    return bad(
      mode,
      `${stateDir} can't be made: of the folders above it, ${path} is the nearest that is there`,
    );
  }
  try {
    if (!statSync(path).isDirectory()) return bad(mode, `${path} is a file, not a folder`);
    if (missing === 0 && mode !== "off") tryToWrite(path);
    else accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return bad(mode, `${stateDir} can't be ${missing > 0 ? "made" : "written"}: ${reason}`);
  }
  return ok(missing > 0 ? `${stateDir} is not there yet, and can be made` : `${stateDir} can be written`);
}

function bad(mode: Mode, message: string): Verdict {
  const mend = "let this user write there, or set ASTROLABE_STATE_DIR to a folder where it may";
  return mode === "off"
    ? warning(`${message}; it would be needed to record`, mend)
    : problem(`${message}; so nothing is recorded`, mend);
}

/** The folder itself, or the nearest above it that is there, and how many are missing in between. */
export function nearestFolder(stateDir: string): { readonly path: string; readonly missing: number } {
  let path = stateDir;
  let missing = 0;
  while (!isThere(path) && dirname(path) !== path) {
    path = dirname(path);
    missing += 1;
  }
  return { path, missing };
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // A file stands where a folder should; any other error is about something that is there.
    return !(error instanceof Error && "code" in error && error.code === "ENOTDIR");
  }
}

function tryToWrite(folder: string): void {
  const path = join(folder, `doctor.${process.pid}.tmp`);
  try {
    writeFileSync(path, "?", { flag: "wx", mode: 0o600 });
  } finally {
    rmSync(path, { force: true });
  }
}
