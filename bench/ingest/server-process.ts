import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import type { LoadOptions, LoadResult } from "./load.ts";

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a script of this folder that prints `listening on PORT`; with `core`, on that core alone. */
export async function startServer(
  script: string,
  args: readonly string[] = [],
  core?: number,
): Promise<ServerProcess> {
  const pinned = core === undefined ? [] : ["taskset", "-c", String(core)];
  const [command = "", ...rest] = [...pinned, process.execPath, ...execArguments(), pathOf(script), ...args];
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "inherit"] });
  // taskset becomes the program that it starts.
  return { port: await readPort(child), pid: child.pid ?? 0, stop: () => stop(child) };
}

/** Runs the load generator against a port. */
export async function measure(options: LoadOptions): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    pathOf("load.ts"),
    JSON.stringify(options),
  ]);
  const result: LoadResult = JSON.parse(stdout);
  if (result.failures > 0) throw new Error(`${result.failures} requests were refused`);
  return result;
}

function execArguments(): string[] {
  return process.env["BENCH_PROFILE"] === undefined
    ? []
    : ["--cpu-prof", `--cpu-prof-dir=${process.env["BENCH_PROFILE"]}`];
}

function pathOf(script: string): string {
  return fileURLToPath(new URL(script, import.meta.url));
}

async function readPort(child: ChildProcess): Promise<number> {
  for await (const chunk of child.stdout ?? []) {
    const port = /listening on (\d+)/.exec(String(chunk))?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error("The server ended before it listened");
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
