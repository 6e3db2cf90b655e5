import { createTelemetry } from "@astrolabe/client";
import { Args, Command } from "@oclif/core";

class GreetCommand extends Command {}

createTelemetry().wrap(GreetCommand);

class Hello extends GreetCommand {
  static description = "greet somebody";
  static args = { who: Args.string({ required: true }) };

  async run() {
    const { args } = await this.parse(Hello);
    this.log(`Hello, ${args.who}`);
  }
}

class RemoteAdd extends GreetCommand {
  static description = "remember another greeter";
  static args = { url: Args.string({ required: true }) };

  async run() {
    const { args } = await this.parse(RemoteAdd);
    this.log(`Added ${args.url}`);
  }
}

class GiveUp extends GreetCommand {
  static description = "end with exit code 3";

  async run() {
    await this.parse(GiveUp);
    process.exit(3);
  }
}

class Crash extends GreetCommand {
  static description = "end with an error that nobody expected";

  async run() {
    await this.parse(Crash);
    throw new Error("out of greetings");
  }
}

export const commands = {
  hello: Hello,
  "remote:add": RemoteAdd,
  "give-up": GiveUp,
  crash: Crash,
};
