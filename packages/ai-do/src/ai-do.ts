// ai-do: its arguments and its help. What is done with them is in run-task and exec, which are loaded when they are needed.
import { Command, Option } from "commander";
import { type TaskOptions, checkUsage } from "./task-options.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

export function createAiDoProgram(): Command {
  const program = withCounting(
    new Command("ai-do")
      .description("Plans a task with a language model, asks before each step, and runs it.")
      .argument("[goal...]", 'what to do, in your own words, e.g. "find the largest files here"')
      .option("--plan <file>", "take the steps from a file, or - for standard input, and ask no model")
      .option("--dry-run", "print the plan and run nothing")
      .option("--json", "print the plan of --dry-run as one JSON object")
      .option("-y, --yes", "run without asking; a risky step needs --confirm too")
      .option("--confirm", "with --yes: run risky steps without asking, too")
      .option("--keep-going", "with --yes: go on after a step that failed")
      .option("--log <file>", "where commands, output and exit codes are added", "ai_do.log"),
  )
    .addHelpText("after", help)
    .enablePositionalOptions()
    .action(async (goal: string[], options: TaskOptions) => {
      checkUsage(goal, options);
      const [{ countRun }, { runTask }] = await Promise.all([
        import("./count-run.ts"),
        import("./run-task.ts"),
      ]);
      const task = { ...options, goal: goal.join(" ") };
      // A plan that was only printed is no run: counted, it would be a success in which nothing was done.
      return countRun({ ...options, isCounted: !options.dryRun }, (run) => runTask(task, run));
    });
  return program.addCommand(createExecCommand(program));
}

function createExecCommand(program: Command): Command {
  const own = new Set(["analytics", "notify"]);
  return withCounting(
    new Command("exec")
      .description("Runs one command as it is, and counts it as a run.")
      .argument("<command...>", "the command and its arguments"),
  )
    .addHelpText("after", execHelp)
    .passThroughOptions()
    .action(async (command: string[], _options: unknown, self: Command) => {
      const others = program.options
        .filter((option) => program.getOptionValueSource(option.attributeName()) === "cli")
        .filter((option) => !own.has(option.attributeName()));
      if (others[0] !== undefined) throw new UsageError(`${others[0].long} has no meaning for exec`);
      const options = self.optsWithGlobals<{ analytics?: boolean; notify?: boolean }>();
      const [{ countRun }, { exec }] = await Promise.all([import("./count-run.ts"), import("./exec.ts")]);
      return countRun({ ...options, isCounted: true }, (run) => exec(command, run));
    });
}

/** What both ways to run something have. */
function withCounting(command: Command): Command {
  return command
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .version(version(), "-V, --version", "print the version")
    .option("--notify", "post a desktop notification at the end")
    .addOption(
      new Option("--analytics", "record this run, whatever EVENTS_ENABLED and the stored choice say"),
    )
    .addOption(new Option("--no-analytics", "do not record this run"));
}

const help = `
Shows each step, then asks "Run command: … [y/N]?"; anything but y or yes leaves the step out. Steps are run by sh (cmd
on Windows), each in a shell of its own. Ends with the first exit code that is not 0, or 0. After a step that failed
the next one is asked for as before; with --yes the run ends there, unless --keep-going is given.
A plan file has one command a line (# begins a comment, \\ at the end continues), or is JSON:
  {"steps": [{"command": "make test", "why": "…", "risky": false}]}

Telemetry is off unless you say so. Recorded are, once a run: exit code, start, end, duration, number of steps run,
version, platform, whether this is CI. Never the goal, the commands or their output.

Environment:
  AI_BASE_URL  an OpenAI-compatible endpoint; without: http://localhost:11434/v1, an Ollama on this machine
  AI_API_KEY   the key for it; a local server needs none
  AI_MODEL     the model to ask; without: llama3.2
  EVENTS_URL, EVENTS_TOKEN, EVENTS_ENABLED, EVENTS_DEBUG, EVENTS_SALT, DO_NOT_TRACK, ASTROLABE_STATE_DIR
               as for record-event

Examples:
  ai-do "convert all PNG files here to WebP" --dry-run
  ai-do --plan steps.txt --yes --analytics
  ai-do exec --analytics -- make test
`;

const execHelp = `
The command gets this terminal, its signals and its arguments as they are, without a shell; its exit code is passed on.
It ends with 127 if there is no such command, 126 if it can't be run, 128 + N if signal N killed it.

Example:
  ai-do exec --analytics -- make -j4 test
`;
