import type { ChildProcess } from "node:child_process";
import { isatty } from "node:tty";
import { type ChildEnd, childEnd, exitCodeOf, notStarted } from "./child-end.ts";
import { Interrupted } from "./interrupted.ts";

/** Those that ask a program to end, or tell it something. A terminal sends the first two, to all that run on it. */
const fromTerminal: readonly NodeJS.Signals[] = ["SIGINT", "SIGQUIT"];
const handled: readonly NodeJS.Signals[] = [...fromTerminal, "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"];

/**
 * What becomes of signals during a run. While a child runs they are the child's: passed on, unless the terminal did that already, and
 * the child decides what they mean. Otherwise they call off what is waited for: a model, an answer.
 */
export class Signals {
  readonly #abort = new AbortController();
  readonly #isOnTerminal = [0, 1, 2].some(isatty);
  #child: ChildProcess | undefined;
  #received: NodeJS.Signals[] = [];

  constructor() {
    for (const name of handled) process.on(name, this.#take);
  }

  /** Aborts with an Interrupted. */
  get abort(): AbortSignal {
    return this.#abort.signal;
  }

  readonly #take = (name: NodeJS.Signals): void => {
    if (this.#child === undefined) {
      this.#abort.abort(new Interrupted(name));
      return;
    }
    this.#received.push(name);
    if (!(this.#isOnTerminal && fromTerminal.includes(name))) this.#child.kill(name);
  };

  /** Waits for the end of a child. If it died of a signal that was meant for both, what would follow is called off. */
  async waitFor(child: ChildProcess): Promise<ChildEnd> {
    this.#child = child;
    this.#received = [];
    const end = await new Promise<ChildEnd>((resolve) => {
      child.once("exit", (code, signal) => resolve(childEnd(code, signal)));
      child.once("error", (error) => resolve(notStarted(error)));
    });
    // A signal that reached both may be told to us a moment later.
    await new Promise(setImmediate);
    this.#child = undefined;
    const fatal = this.#received.find((name) => end.exitCode === exitCodeOf(name));
    if (fatal !== undefined) this.#abort.abort(new Interrupted(fatal));
    return end;
  }

  /**
   * Throws an Interrupted when what follows a child is called off: it died of our signal, or we were told to end and not, as by
   * Ctrl-C, to end what runs.
   */
  throwIfToldToEnd(): void {
    this.abort.throwIfAborted();
    const told = this.#received.find((name) => !fromTerminal.includes(name) && !name.startsWith("SIGUSR"));
    if (told !== undefined) throw new Interrupted(told);
  }

  /** From now on signals do what they usually do. */
  release(): void {
    for (const name of handled) process.off(name, this.#take);
  }
}
