import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The collector's data directory: `ASTROLABE_DATA_DIR`, else the platform's place for application data.
 * It is not made here.
 */
export function dataDirFrom(env: NodeJS.ProcessEnv): string {
  const chosen = env["ASTROLABE_DATA_DIR"];
  return chosen !== undefined && chosen !== "" ? chosen : join(platformDataHome(env), "astrolabe");
}

function platformDataHome(env: NodeJS.ProcessEnv): string {
  const home = env["HOME"] || homedir();
  if (env["XDG_DATA_HOME"]) return env["XDG_DATA_HOME"];
  if (process.platform === "win32") return env["LOCALAPPDATA"] || join(home, "AppData", "Local");
  if (process.platform === "darwin") return join(home, "Library", "Application Support");
  return join(home, ".local", "share");
}
