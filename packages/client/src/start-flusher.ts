import { fs, nodePath } from "./built-ins.ts";
import { msUntilNextSend, readLastSend } from "./backoff.ts";
import { flusherStayMs } from "./limits.ts";
import { hasCode, readObject, replaceFile } from "./state-dir.ts";
import { uuidV7 } from "./uuid.ts";

/** What the flusher gets of its starter's environment: how to reach the network, and nothing else. */
const passedOn = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "SSL_CERT_DIR",
  "SSL_CERT_FILE",
  "SYSTEMROOT",
];

export interface FlusherTask {
  readonly stateDir: string;
  readonly dir: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Starts the process that brings a folder's rows to its URL, unless one is at it, nobody may send yet, or this is one.
 * Call it after the row was appended: a flusher looks once more after the time from which a new one would be started, so
 * either that one sees the row or a new one is started here.
 */
export function startFlusher({ stateDir, dir, url, token, env }: FlusherTask): void {
  if (env["ASTROLABE_FLUSHER"]) return;
  if (isRecent(readFlusherToken(dir)?.startedMs)) return;
  if (msUntilNextSend(readLastSend(dir)) > 0) return;
  const program = process
    .getBuiltinModule("node:url")
    .fileURLToPath(new URL("./flusher.js", import.meta.url));
  if (!isRuntime(process.execPath) || !fs.existsSync(program)) return;

  const id = takeToken(dir);
  if (id === undefined) return;
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn(process.execPath, [program], {
    // Nobody's project, and nothing that somebody may want to delete or unmount.
    cwd: nodePath.parse(stateDir).root,
    detached: true,
    stdio: "ignore",
    windowsHide: true,
    env: {
      ASTROLABE_FLUSHER: id,
      ASTROLABE_STATE_DIR: stateDir,
      EVENTS_URL: url,
      ...(token && { EVENTS_TOKEN: token }),
      ...Object.fromEntries(passedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
      // Reading it takes node 45 ms, and only TLS needs it.
      ...(usesTls(url, env) && { NODE_EXTRA_CA_CERTS: env["NODE_EXTRA_CA_CERTS"] }),
    },
  });
  child.once("error", () => {
    // It could not be started; the rows wait for the next one.
  });
  child.unref();
}

/**
 * Makes this process the one that starts the flusher, and returns that one's id; undefined if another was quicker. Of
 * twenty commands that end at once, one starts a flusher.
 */
function takeToken(dir: string): string | undefined {
  const lock = nodePath.join(dir, "flusher.lock");
  try {
    fs.closeSync(fs.openSync(lock, "wx", 0o600));
  } catch (error) {
    // Whoever holds it does so for a millisecond. If it died meanwhile, the next command starts the flusher.
    const heldSinceMs = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (hasCode(error, "EEXIST") && !isRecent(heldSinceMs)) fs.rmSync(lock, { force: true });
    return undefined;
  }
  try {
    if (isRecent(readFlusherToken(dir)?.startedMs)) return undefined;
    const startedMs = Date.now();
    const flusherToken: FlusherToken = { id: uuidV7(startedMs), startedMs };
    replaceFile(flusherTokenPath(dir), `${JSON.stringify(flusherToken)}\n`);
    return flusherToken.id;
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function usesTls(url: string, env: NodeJS.ProcessEnv): boolean {
  return [url, env["http_proxy"], env["HTTP_PROXY"]].some((each) => each?.startsWith("https:"));
}

/** Within a flusher's stay. A time in the future comes from a clock that was set back. */
function isRecent(epochMs: number = 0): boolean {
  const sinceMs = Date.now() - epochMs;
  return sinceMs >= 0 && sinceMs < flusherStayMs;
}

/** A program that was compiled into one executable would start itself. */
function isRuntime(execPath: string): boolean {
  return /^(node|nodejs|bun|deno)(\.exe)?$/i.test(nodePath.basename(execPath));
}

/** Which flusher has a folder to itself, and since when. */
export interface FlusherToken {
  readonly id: string;
  readonly startedMs: number;
}

export function readFlusherToken(dir: string): FlusherToken | undefined {
  const { id, startedMs } = readObject(flusherTokenPath(dir)) ?? {};
  return typeof id === "string" && typeof startedMs === "number" ? { id, startedMs } : undefined;
}

export function flusherTokenPath(dir: string): string {
  return nodePath.resolve(dir, "flusher.json");
}
