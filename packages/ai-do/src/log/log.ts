import { appendFileSync, closeSync, openSync } from "node:fs";
import { say } from "../run-program.ts";

const newline = 0x0a;

/** What was run, what it printed and how it ended: text that is added to a file, by bytes as they are. */
export class Log {
  readonly #path: string;
  #fd: number | undefined;
  #lastByte = newline;

  /** Only its owner may read it: output holds what it holds. Throws when the file can't be opened. */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#fd = openSync(path, "a", 0o600);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const advice = "Nothing was run; name another file with --log FILE";
      throw new Error(`can't write the log: ${reason}. ${advice}`, { cause: error });
    }
  }

  begin(number: number, command: string): void {
    this.#write(`=== step ${number}, ${new Date().toISOString()}\n$ ${command.replaceAll("\n", "\n> ")}\n`);
  }

  /** A piece of the step's output. */
  readonly output = (chunk: Buffer): void => {
    this.#write(chunk);
    this.#lastByte = chunk.at(-1) ?? this.#lastByte;
  };

  /** How the step ended, or why it was not run. */
  end(how: string): void {
    this.#write(`${this.#lastByte === newline ? "" : "\n"}=== ${how}\n\n`);
    this.#lastByte = newline;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Written before it goes on, so that the log holds all that was seen, however the run ends. */
  #write(data: string | Buffer): void {
    if (this.#fd === undefined) return;
    try {
      appendFileSync(this.#fd, data);
    } catch (error) {
      // A full disk must not break a step in the middle.
      say(
        `can't write to ${this.#path} any more: ${error instanceof Error ? error.message : String(error)}. The run goes on`,
      );
      this.close();
    }
  }
}
