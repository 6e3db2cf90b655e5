import { once } from "node:events";
import { createInterface } from "node:readline";
import { startCommand } from "../../packages/cli/test/run-command.ts";

/** `astrolabe serve` as a process. */
export interface CollectorProcess {
  readonly port: number;
  /** As Prometheus would ask, past any proxy. */
  readonly metricsUrl: string;
  /** Sends a signal, which need not end it. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it at once, if it hasn't. */
  kill(): Promise<void>;
}

export const secret = "a secret for tests, thirty-two characters or more";

/** `host`: the address to listen on; `under`: what runs the command, e.g. `ip netns exec NAME`. */
export async function startCollectorProcess(
  args: readonly string[],
  { host = "127.0.0.1", under = [] }: { readonly host?: string; readonly under?: readonly string[] } = {},
): Promise<CollectorProcess> {
  const child = startCommand("astrolabe", ["serve", "--host", host, "--port", "0", ...args], {
    env: { ASTROLABE_JWT_SECRET: secret, ASTROLABE_DATA_DIR: "/nonexistent" },
    under,
  });
  const ended = once(child, "exit");
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (log += text));
  if (child.stdout === null) throw new Error("no pipe");
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^listening on .*:(\d+)$/.exec(line)?.[1];
    if (port === undefined) continue;
    return {
      port: Number(port),
      metricsUrl: `http://${host}:${port}/metrics`,
      signal: (signal) => void child.kill(signal),
      async kill() {
        child.kill("SIGKILL");
        await ended;
      },
    };
  }
  throw new Error(`the collector did not start: ${log}`);
}
