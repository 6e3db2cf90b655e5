import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./host-program.js", import.meta.url));

export interface HostRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface HostOptions {
  readonly env: NodeJS.ProcessEnv;
  /** How the program ends: `return`, `exit`, `throw`, `kill`, `print`, `await`; `none` is the program without telemetry. */
  readonly how?: string;
  readonly node?: string;
  readonly cwd?: string;
  /** What runs the program, e.g. a tracer with its flags. */
  readonly under?: readonly string[];
}

/**
 * Runs a program as one that modes of files apply to, which they don't to root: without the right to override them. As
 * another user it might not reach this checkout.
 */
export const heldToModes: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

/** Runs the host program to its end. Its environment is `env` and nothing of this process's own. */
export async function runHost(options: HostOptions): Promise<HostRun> {
  const { env, how = "return", node = process.execPath, under = [], cwd } = options;
  const [command, ...args] = [...under, node, program, how];
  const child = spawn(command, args, {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd !== undefined && { cwd }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signalName) => resolve([code, signalName]));
  });
  return { stdout, stderr, exitCode, signal };
}

/** Waits until something holds; throws when that takes longer than anything in these tests should. */
export async function until(holds: () => boolean, patienceMs: number = 15_000): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited ${patienceMs} ms for ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
