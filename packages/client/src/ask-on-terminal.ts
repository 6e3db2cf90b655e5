import { createInterface } from "node:readline";
import { fs, nodePath } from "./built-ins.ts";
import { choose } from "./choose.ts";
import { isCi } from "./event-row.ts";
import { answerDeadlineMs } from "./limits.ts";
import { hasCode, makeFolder } from "./state-dir.ts";

export interface Question {
  readonly tool: string;
  readonly url: string;
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Throws when it can't be remembered that the question was asked: then it isn't asked. */
export async function askOnTerminal({ tool, url, stateDir, env }: Question): Promise<void> {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.stderr.isTTY;
  if (!isTerminal || isCi(env) || !isFirstTime(stateDir)) return;
  const answer =
    await ask(`${tool} would like to record how its runs end: anonymous events, without arguments, paths, names or output.
They would be sent to ${new URL(url).host}. Your answer holds for every tool on this machine that uses Astrolabe;
\`astrolabe telemetry on\` or \`off\` changes it. May they be sent? [y/N] `);
  if (answer !== undefined) choose(stateDir, /^\s*y(es)?\s*$/i.test(answer) ? "on" : "off");
}

/** Noted before the answer is known, so that nobody is asked again who walked away, or was asked by two tools at once. */
function isFirstTime(stateDir: string): boolean {
  makeFolder(stateDir);
  try {
    fs.closeSync(fs.openSync(nodePath.join(stateDir, "asked"), "wx", 0o600));
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** The line that was typed; undefined if there was none before the input ended, or for too long. */
function ask(question: string): Promise<string | undefined> {
  // The terminal stays as it is, so Ctrl-C does to the host what it always does.
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  return new Promise((resolve) => {
    const timer = setTimeout(() => reader.close(), answerDeadlineMs);
    reader.once("close", () => {
      clearTimeout(timer);
      process.stderr.write("\n");
      resolve(undefined);
    });
    reader.question(question, (line) => {
      resolve(line);
      reader.removeAllListeners("close");
      clearTimeout(timer);
      reader.close();
    });
  });
}
