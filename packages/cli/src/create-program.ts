import { Command } from "commander";
import { version } from "./version.ts";

/** A program with what all of them have: `--help`, `--version`, and operands that are checked. */
export function createProgram(name: string, summary: string): Command {
  return createCommand(name, summary).version(version(), "-V, --version", "print the version");
}

/** A command of a program. The parts of its help that follow the options are given to `.addHelpText("after", …)`. */
export function createCommand(name: string, summary: string): Command {
  return new Command(name)
    .description(summary)
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .allowExcessArguments(false);
}
