// Loaded before a program (`node --import`): counts what that program asks of the network and of the files in its state
// directory, and kills it with SIGKILL right before the step whose number is in KILL_AT; a write is then done by half.
// PACE_MS slows it down, by up to so much before each step, so that others come between. CLOCK moves its clock: `SHIFTMS` for
// good, or `SHIFTMS,STEP,SHIFTMS`, which moves it again at that step.

const { ASTROLABE_STATE_DIR: stateDir = "", KILL_AT = "", CLOCK = "", PACE_MS = "0" } = process.env;
const killAt = KILL_AT === "" ? Infinity : Number(KILL_AT);
const [firstShiftMs = 0, jumpAt = Infinity, nextShiftMs = 0] = CLOCK.split(",").map(Number);
const standstill = new Int32Array(new SharedArrayBuffer(4));

let steps = 0;

/** @param {() => void} [half] what the step has done by half when the kill comes */
function step(half) {
  steps += 1;
  // Neither even nor random: the same for the same plan, and not in step with anybody else's.
  const paceMs = Number(PACE_MS) * ((steps * 0.618 + Number(PACE_MS)) % 1);
  if (paceMs > 0) Atomics.wait(standstill, 0, 0, paceMs);
  if (steps < killAt) return;
  half?.();
  process.kill(process.pid, "SIGKILL");
}

const fs = process.getBuiltinModule("node:fs");
const { writeSync } = fs;
const opened = new Set();
const isInState = (path) => opened.has(path) || String(path).startsWith(stateDir);

const reading = [
  "openSync",
  "closeSync",
  "readFileSync",
  "readdirSync",
  "statSync",
  "fstatSync",
  "existsSync",
];
const moving = ["renameSync", "linkSync", "rmSync", "mkdirSync"];

for (const name of [...reading, ...moving]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (!isInState(path)) return original(path, ...rest);
    step();
    const result = original(path, ...rest);
    if (name === "openSync") opened.add(result);
    if (name === "closeSync") opened.delete(path);
    return result;
  };
}

for (const name of ["writeFileSync", "appendFileSync"]) {
  const original = fs[name];
  fs[name] = (path, content, options) => {
    if (isInState(path)) step(() => original(path, content.slice(0, content.length / 2), options));
    return original(path, content, options);
  };
}

fs.writeSync = (fd, content, ...rest) => {
  if (isInState(fd)) step(() => writeSync(fd, content.subarray(0, content.length / 2)));
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
