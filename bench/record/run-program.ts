import { spawn } from "node:child_process";

/** What one run of the program cost. */
export interface Cost {
  /** From its start to its end as the shell sees it. */
  readonly wallMs: number;
  /** User and system time of the process, without the flusher's. */
  readonly cpuMs: number;
  readonly rssKiB: number;
  readonly importMs: number;
  readonly recordMs: number;
}

export interface Run {
  readonly program: string;
  readonly client: string;
  readonly end: "clean" | "exit" | "throw" | "kill";
  readonly url: string;
  readonly env: NodeJS.ProcessEnv;
  /** Found again in what arrives. */
  readonly run: string;
  /** When it is killed, from its start. */
  readonly capMs: number;
}

/** Runs the program to its end. What it could not report, since it was killed, is NaN. */
export async function runProgram({ program, client, end, url, env, run, capMs }: Run): Promise<Cost> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [program, client, end, url, run], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: capMs,
    killSignal: "SIGKILL",
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await new Promise((resolve) => child.once("close", resolve));
  const wallMs = performance.now() - startMs;
  const unknown = { cpuMs: Number.NaN, rssKiB: Number.NaN, importMs: Number.NaN, recordMs: Number.NaN };
  const reported: Omit<Cost, "wallMs"> = text === "" ? unknown : JSON.parse(text);
  return { wallMs, ...reported };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
