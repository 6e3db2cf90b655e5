// Starts a command: first checks that this Node can run it (in syntax that every Node with modules reads, so that an
// old one says a sentence and not a syntax error), then loads the built program and runs it.
const oldestMajor = 22;
const oldestMinor = 18;

/**
 * @param {string} name the command's name, for its error message
 * @param {() => Promise<import("commander").Command>} loadProgram
 */
export function launch(name, loadProgram) {
  const version = process.versions.node.split(".").map(Number);
  if (version[0] < oldestMajor || (version[0] === oldestMajor && version[1] < oldestMinor)) {
    process.stderr.write(
      name +
        ": needs Node " +
        oldestMajor +
        "." +
        oldestMinor +
        " or newer, and this is " +
        process.version +
        ". See https://nodejs.org/en/download\n",
    );
    process.exitCode = 1;
    return;
  }
  void Promise.all([loadProgram(), import("../dist/run-program.js")]).then(function (loaded) {
    return loaded[1].runProgram(loaded[0]);
  });
}
