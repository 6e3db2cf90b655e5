#!/usr/bin/env node
// A tool made with commander. Telemetry is the two lines that name it.

import { createTelemetry } from "@astrolabe/client";
import { Command } from "commander";

const program = new Command("greet").version("1.2.0");

program
  .command("hello")
  .description("greet somebody")
  .argument("<who>")
  .action((who) => console.log(`Hello, ${who}`));

const remote = program.command("remote").description("work with others");
remote
  .command("add")
  .description("remember another greeter")
  .argument("<url>")
  .action((url) => console.log(`Added ${url}`));

program
  .command("give-up")
  .description("end with exit code 3")
  .action(() => process.exit(3));

program
  .command("crash")
  .description("end with an error that nobody expected")
  .action(async () => {
    throw new Error("out of greetings");
  });

createTelemetry().wrap(program);

await program.parseAsync();
