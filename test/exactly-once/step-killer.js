// Loaded before a program (`node --import`): counts what that program asks of the file system and the network, and kills
// it with SIGKILL right before the step whose number is in KILL_AT; a write is then done by half. CLOCK moves its clock:
// `SHIFTMS` for good, or `SHIFTMS,STEP,SHIFTMS`, which moves it again at that step.

const { KILL_AT = "", CLOCK = "" } = process.env;
const killAt = KILL_AT === "" ? Infinity : Number(KILL_AT);
const [firstShiftMs = 0, jumpAt = Infinity, nextShiftMs = 0] = CLOCK.split(",").map(Number);

let steps = 0;

/** @param {() => void} [half] what the step has done by half when the kill comes */
function step(half) {
  steps += 1;
  if (steps < killAt) return;
  half?.();
  process.kill(process.pid, "SIGKILL");
}

const fs = process.getBuiltinModule("node:fs");
const { writeSync } = fs;

for (const name of [
  "openSync",
  "closeSync",
  "renameSync",
  "rmSync",
  "mkdirSync",
  "readFileSync",
  "readdirSync",
]) {
  const original = fs[name];
  fs[name] = (...args) => {
    step();
    return original(...args);
  };
}

for (const name of ["writeFileSync", "appendFileSync"]) {
  const original = fs[name];
  fs[name] = (path, content, options) => {
    step(() => original(path, content.slice(0, content.length / 2), options));
    return original(path, content, options);
  };
}

fs.writeSync = (fd, content, ...rest) => {
  // What a program says on its standard output is no part of what is tested.
  if (fd > 2) step(() => writeSync(fd, content.subarray(0, content.length / 2)));
  return writeSync(fd, content, ...rest);
};

const http = process.getBuiltinModule("node:http");
const { request } = http;
http.request = (...args) => {
  step();
  const sent = request(...args);
  const { end } = sent;
  sent.end = (...body) => {
    step();
    return end.apply(sent, body);
  };
  // The server has answered, and this program does not yet know.
  sent.prependListener("response", () => step());
  return sent;
};

const { now } = Date;
const RealDate = Date;
Date.now = () => now() + (steps < jumpAt ? firstShiftMs : nextShiftMs);
globalThis.Date = class extends RealDate {
  constructor(...args) {
    // @ts-expect-error Date takes all of these.
    super(...(args.length === 0 ? [Date.now()] : args));
  }
};
