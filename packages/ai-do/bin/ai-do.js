#!/usr/bin/env node
// Starts the command: first checks that this Node can run it (in syntax that every Node with modules reads, so that an
// old one says a sentence and not a syntax error), then loads the built program and runs it.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    "ai-do: needs Node 22.18 or newer, and this is " +
      process.version +
      ". See https://nodejs.org/en/download\n",
  );
  process.exitCode = 1;
} else {
  void import("../dist/index.js").then(function (module) {
    return module.runProgram(module.createAiDoProgram());
  });
}
