import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { ok, problem, type Verdict, warning } from "./finding.ts";

const forOthers = 0o077;

/** Whether the secret behind this machine's pseudonyms is readable to its owner, and to nobody else. */
export function checkInstallSecret(stateDir: string): Verdict {
  const path = join(stateDir, "install-secret");
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return ok("none yet; it is made when it is first needed");
    accessSync(path, constants.R_OK);
    // Windows has no such modes.
    if (process.platform === "win32" || (found.mode & forOthers) === 0)
      return ok("only its owner can read it");
    return warning(
      `${path} has mode ${(found.mode & 0o777).toString(8)}: others here can read it, and tell who a pseudonym is`,
      `chmod 600 '${path}'`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem(
      `${path} can't be read: ${reason}`,
      "make it this user's own again; a command run under sudo may have made it",
    );
  }
}
