import { closeSync, openSync } from "node:fs";
import { isatty } from "node:tty";
import { readLine } from "./read-line.ts";

/** Whoever sits at the terminal, or answers from a pipe. */
export class Person {
  readonly #abort: AbortSignal;
  readonly #input: number | undefined;

  /** Answers come from standard input, or from the terminal itself when standard input holds the plan. */
  constructor(abort: AbortSignal, hasPlanOnInput: boolean) {
    this.#abort = abort;
    this.#input = hasPlanOnInput ? openTerminal() : 0;
  }

  /** Asks on standard error. undefined: there is nobody, or no more answer. */
  async ask(question: string): Promise<string | undefined> {
    if (this.#input === undefined) return undefined;
    process.stderr.write(`${question} `);
    const answer = await readLine(this.#input, this.#abort);
    // What a person types ends the line on the terminal; nothing else does.
    if (answer === undefined || !isatty(this.#input)) process.stderr.write("\n");
    return answer?.trim();
  }

  close(): void {
    if (this.#input) closeSync(this.#input);
  }
}

function openTerminal(): number | undefined {
  try {
    return openSync(process.platform === "win32" ? "\\\\.\\CON" : "/dev/tty", "r");
  } catch {
    return undefined;
  }
}
