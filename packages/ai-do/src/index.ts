// A run of ai-do, in call order: `ai-do` reads the arguments; `count-run` begins a run and, however it ends, records
// it. In between, `run-task` has plan/ make the plan (from a model, a file or a pipe), show/ print it, confirm/ ask, run/
// execute each step and log/ keep what came of it. `exec` is the same with one command and nothing of the above. In the
// end, record/ writes the event and posts the notification.
export { createAiDoProgram } from "./ai-do.ts";
export { runProgram } from "./run-program.ts";
