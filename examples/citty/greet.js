#!/usr/bin/env node
// A tool made with citty. Telemetry is the two lines that name it.

import { createTelemetry } from "@astrolabe/client";
import { defineCommand, runMain } from "citty";

const hello = defineCommand({
  meta: { name: "hello", description: "greet somebody" },
  args: { who: { type: "positional", required: true } },
  run: ({ args }) => console.log(`Hello, ${args.who}`),
});

const add = defineCommand({
  meta: { name: "add", description: "remember another greeter" },
  args: { url: { type: "positional", required: true } },
  run: ({ args }) => console.log(`Added ${args.url}`),
});

const remote = defineCommand({
  meta: { name: "remote", description: "work with others" },
  subCommands: { add },
});

const giveUp = defineCommand({
  meta: { name: "give-up", description: "end with exit code 3" },
  run: () => process.exit(3),
});

const crash = defineCommand({
  meta: { name: "crash", description: "end with an error that nobody expected" },
  run: async () => {
    throw new Error("out of greetings");
  },
});

const program = defineCommand({
  meta: { name: "greet", version: "1.2.0", description: "A tool that greets" },
  subCommands: { hello, remote: () => remote, "give-up": giveUp, crash },
});

createTelemetry().wrap(program);

await runMain(program);
