// A key in a file of its own: made whole and at mode 0600, and on disk before it is first used; destroyed by writing over
// it, so that the file system is not left with what a removed name pointed to.
import { createSecretKey, randomBytes, randomUUID, type KeyObject } from "node:crypto";
import * as fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { pseudonymKeyBytes } from "../limits.ts";

/**
 * Makes the folder that keys lie in, at mode 0700, if it is missing.
 * @throws Error when others than its owner may look into it
 */
export function makeKeyFolder(dir: string): void {
  const made = fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (made !== undefined) syncFolder(dirname(dir));
  if (process.platform !== "win32" && (fs.statSync(dir).mode & 0o077) !== 0) {
    throw new Error(`others may look into ${dir}, where the keys of pseudonyms are. Run: chmod 700 '${dir}'`);
  }
}

/** @throws Error when what is there is no key */
export function readKey(path: string): KeyObject | undefined {
  let text: string;
  try {
    text = fs.readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
  const key = Buffer.from(text.trim(), "hex");
  if (key.length === pseudonymKeyBytes) return createSecretKey(key);
  throw new Error(
    `${path} holds no key of ${pseudonymKeyBytes} bytes. Restore it; a new one would count people twice`,
  );
}

/** The key at a path, made if it is missing: by a link, which only one of several collectors that start at once can make. */
export function readOrMakeKey(path: string): KeyObject {
  const kept = readKey(path);
  if (kept !== undefined) return kept;
  const draft = `${path}.${randomUUID()}.draft`;
  const text = `${randomBytes(pseudonymKeyBytes).toString("hex")}\n`;
  fs.writeFileSync(draft, text, { mode: 0o600, flag: "wx", flush: true });
  try {
    fs.linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
  syncFolder(dirname(path));
  const made = readKey(path);
  if (made === undefined) throw new Error(`${path} was removed while it was made`);
  return made;
}

/** Writes over the file, and over a draft that a collector that died left of it; then removes it. */
export function destroyKey(path: string): void {
  const dir = dirname(path);
  const name = basename(path);
  const isIts = (one: string): boolean =>
    one === name || (one.startsWith(`${name}.`) && one.endsWith(".draft"));
  for (const one of fs.readdirSync(dir).filter(isIts)) overwriteAndRemove(join(dir, one));
  syncFolder(dir);
}

function overwriteAndRemove(path: string): void {
  try {
    const fd = fs.openSync(path, "r+");
    try {
      fs.writeSync(fd, Buffer.alloc(fs.fstatSync(fd).size, "0"), 0, undefined, 0);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.unlinkSync(path);
  } catch (error) {
    // Another collector destroys it at this moment.
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** Makes names that were added or removed last. Windows can't, and need not. */
export function syncFolder(dir: string): void {
  if (process.platform === "win32") return;
  const fd = fs.openSync(dir, "r");
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
