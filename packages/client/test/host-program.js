// A small tool with telemetry, built code as users get it: it prints, records one event, and ends in the way that its
// first argument names. `none` is the same tool without telemetry.

const [how = "return"] = process.argv.slice(2);

process.stdout.write("working\n");
process.stderr.write("thinking\n");
process.exitCode = 3;

if (how !== "none") {
  const { recordEvent } = await import("@astrolabe/client");
  const startMs = performance.now();
  const options = {
    stateDir: process.env["HOST_STATE_DIR"],
    ...(how === "await" && { flush: "await", flushDeadlineMs: Number(process.env["HOST_DEADLINE_MS"]) }),
  };
  const payload = { exit_code: 3, how, number: Number(process.env["HOST_NUMBER"] ?? 0) };
  const recorded = recordEvent("host", payload, options);
  if (how === "await") {
    await recorded;
    console.log(`awaited ${Math.round(performance.now() - startMs)}`);
    process.on("exit", () => console.log(`ended ${Math.round(performance.now() - startMs)}`));
  }
  if (how === "kill") process.kill(process.pid, "SIGKILL");
  if (how === "exit") process.exit(3);
  if (how === "throw") throw new Error("the host's own failure");
  if (how === "print") process.stdout.write(`recorded: ${await recorded}\n`);
}

process.stdout.write("done\n");
