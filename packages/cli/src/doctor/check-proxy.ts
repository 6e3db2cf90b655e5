import { proxyFor } from "@astrolabe/client";
import { ok, problem, type Verdict } from "./finding.ts";

/** Which proxy requests for a URL go through. */
export async function checkProxy(url: URL, env: NodeJS.ProcessEnv): Promise<Verdict> {
  try {
    const proxy = await proxyFor(url, env);
    // Without its login.
    return ok(proxy === undefined ? "no proxy is set for this URL" : `requests go through ${proxy.host}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem(
      reason,
      "set it to the address of an HTTP proxy, unset it, or name the server in NO_PROXY",
    );
  }
}

/** The port that a URL means. */
export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}
