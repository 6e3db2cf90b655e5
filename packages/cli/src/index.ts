// The four programs, each made by a function, so that documentation and tests can walk their commands and flags.
// A launcher in bin/ calls one of them and hands it to run-program.
export { createAstrolabeProgram } from "./astrolabe.ts";
export { createNsmStatsProgram } from "./nsm-stats.ts";
export { createNsmUploadProgram } from "./nsm-upload.ts";
export { createRecordEventProgram } from "./record-event.ts";
export { runProgram } from "./run-program.ts";
