#!/usr/bin/env node
// A tool made with yargs. Telemetry is the two lines that name it.

import { createTelemetry } from "@astrolabe/client";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";

const program = yargs(hideBin(process.argv))
  .scriptName("greet")
  .version("1.2.0")
  .command("hello <who>", "greet somebody", {}, ({ who }) => console.log(`Hello, ${who}`))
  .command("remote", "work with others", (remote) =>
    remote
      .command("add <url>", "remember another greeter", {}, ({ url }) => console.log(`Added ${url}`))
      .demandCommand(),
  )
  .command("give-up", "end with exit code 3", {}, () => process.exit(3))
  .command("crash", "end with an error that nobody expected", {}, async () => {
    throw new Error("out of greetings");
  })
  .demandCommand()
  .strict();

createTelemetry().wrap(program);

await program.parseAsync();
