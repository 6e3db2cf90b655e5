import type { Command } from "commander";
import { createAiDoProgram } from "@astrolabe/ai-do";
import {
  createAstrolabeProgram,
  createNsmStatsProgram,
  createNsmUploadProgram,
  createRecordEventProgram,
} from "@astrolabe/cli";

const opening = `<!-- Written by \`npm run reference\` from the programs themselves; a test fails when it is stale. -->

# Commands

Exit codes: 0 done, 1 failed, 2 wrong usage. Results go to standard output and nothing else does; messages, progress and logs go to standard
error. Colour and progress appear on a terminal only; \`NO_COLOR\` is respected. \`--help\` and \`--version\` work everywhere.
`;

/** The reference page of all programs, in Markdown, made of their help texts. */
export function commandsReference(): string {
  const programs = [
    createNsmStatsProgram(),
    createNsmUploadProgram(),
    createRecordEventProgram(),
    createAstrolabeProgram(),
    createAiDoProgram(),
  ];
  return [opening, ...programs.flatMap((program) => sections(program, program.name(), "##"))].join("\n");
}

function sections(command: Command, path: string, heading: string): string[] {
  return [
    `${heading} ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
    ...command.commands.flatMap((child) => sections(child, `${path} ${child.name()}`, `${heading}#`)),
  ];
}

/** As `--help` prints it, on a terminal of 80 columns. */
function helpOf(command: Command): string {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return help.trim();
}
