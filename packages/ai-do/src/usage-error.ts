/** The command was called wrongly: exit code 2, where any other error is exit code 1. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
