import { fs, nodePath } from "./built-ins.ts";
import { maxParentFolders } from "./limits.ts";
import { parseObject } from "./parse-row.ts";

/**
 * The folder where the client keeps its choice, secret and spool: `ASTROLABE_STATE_DIR`, else `astrolabe` under
 * `XDG_STATE_HOME`, else under the platform's place for such files.
 */
export function stateDirFrom(env: NodeJS.ProcessEnv): string {
  if (env["ASTROLABE_STATE_DIR"]) return nodePath.resolve(env["ASTROLABE_STATE_DIR"]);
  // The XDG base directory specification has relative paths ignored.
  const xdg = env["XDG_STATE_HOME"];
  if (xdg && nodePath.isAbsolute(xdg)) return nodePath.join(xdg, "astrolabe");
  if (process.platform === "win32" && env["LOCALAPPDATA"])
    return nodePath.join(env["LOCALAPPDATA"], "astrolabe");
  const home = env["HOME"] || env["USERPROFILE"] || process.getBuiltinModule("node:os").homedir();
  return process.platform === "darwin"
    ? nodePath.join(home, "Library", "Application Support", "astrolabe")
    : nodePath.join(home, ".local", "state", "astrolabe");
}

/** Makes a folder that only its owner may enter, and the few above it that may be missing. */
export function makeFolder(path: string, parents: number = maxParentFolders): void {
  try {
    fs.mkdirSync(path, 0o700);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return;
    if (!hasCode(error, "ENOENT") || parents === 0) throw error;
    makeFolder(nodePath.dirname(path), parents - 1);
    makeFolder(path, 0);
  }
}

/** Writes a small file so that a reader sees the old content or the new, never a part. */
export function replaceFile(path: string, content: string): void {
  // Process ids are not enough: containers that share a folder have the same ones.
  const temporary = `${path}.${process.pid}${Math.random().toString().slice(1)}.tmp`;
  try {
    fs.writeFileSync(temporary, content, { mode: 0o600 });
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** The JSON object in a file; undefined if there is none, or none that can be read. */
export function readObject(path: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // Asking first is cheaper than an exception.
    return fs.existsSync(path) ? parseObject(fs.readFileSync(path, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether something thrown is a system error of that code, e.g. `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
