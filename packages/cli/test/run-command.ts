// Runs the built commands as processes, the way a shell does.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Beside PATH and HOME, the only variables that the command sees. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly cwd?: string;
  /** What runs the command, with its flags. */
  readonly under?: readonly string[];
}

/**
 * Runs a program as one that modes of files apply to, which they don't to root: without the right to override them. As
 * another user it might not reach this checkout.
 */
export const heldToModes: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];

export async function runCommand(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const child = startCommand(program, args, options);
  if (child.stdout === null || child.stderr === null) throw new Error("no pipes");
  // A command that does not read its input closes it early.
  child.stdin?.on("error", () => {}).end(options.stdin ?? "");
  const ended = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  return { code: child.exitCode, stdout, stderr };
}

export function startCommand(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): ChildProcess {
  const { under = [] } = options;
  const [command, ...rest] = [...under, process.execPath, binOf(program)];
  return spawn(command, [...rest, ...args], {
    env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...options.env },
    cwd: options.cwd,
    stdio: "pipe",
  });
}

export function binOf(program: string): string {
  return fileURLToPath(new URL(`../bin/${program}.js`, import.meta.url));
}
