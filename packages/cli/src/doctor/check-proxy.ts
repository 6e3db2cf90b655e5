import { hostOf } from "./check-events-url.ts";
import { ok, type Verdict, warning } from "./finding.ts";

/** Node heeds the variables of a proxy only if this one is 1: https://nodejs.org/api/cli.html#node_use_env_proxy1 */
const heedSwitch = "NODE_USE_ENV_PROXY";

interface ProxyVariable {
  readonly name: string;
  readonly value: string;
}

/** Whether requests for a URL go through a proxy, and whether that is what the environment means. */
export function checkProxy(url: URL, env: NodeJS.ProcessEnv): Verdict {
  const variable = proxyVariable(url, env);
  if (variable === undefined) return ok("no proxy is set for this URL");
  const shown = `${variable.name}=${shownProxy(variable.value)}`;
  if (proxyFor(url, env) !== undefined) return ok(`requests go through ${shown}`);
  return env[heedSwitch] === "1"
    ? warning(`${shown} is no address of a proxy`, `set ${variable.name} to one such as http://proxy:3128`)
    : warning(
        `${shown} is set, and is not heeded: requests go straight to the server`,
        `if the server is reached through the proxy alone, set ${heedSwitch}=1 (Node 22.21, 24.5 or newer); ` +
          "if not, name the server in NO_PROXY",
      );
}

/** The proxy that requests for a URL go through. */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | undefined {
  const variable = proxyVariable(url, env);
  if (variable === undefined || env[heedSwitch] !== "1") return undefined;
  return URL.canParse(variable.value) ? new URL(variable.value) : undefined;
}

function proxyVariable(url: URL, env: NodeJS.ProcessEnv): ProxyVariable | undefined {
  const names = url.protocol === "https:" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy", "HTTP_PROXY"];
  const name = names.find((each) => env[each]?.trim());
  if (name === undefined || isExempt(url, firstOf(env, ["no_proxy", "NO_PROXY"]))) return undefined;
  return { name, value: env[name]?.trim() ?? "" };
}

function firstOf(env: NodeJS.ProcessEnv, names: readonly string[]): string {
  return names.map((name) => env[name] ?? "").find((value) => value !== "") ?? "";
}

/** As curl reads it: hosts and domains with an optional port, separated by commas or blanks; `*` is all of them. */
function isExempt(url: URL, noProxy: string): boolean {
  const host = hostOf(url).toLowerCase();
  const port = portOf(url);
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const [, name = entry, itsPort] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(entry) ?? [];
      if (itsPort !== undefined && Number(itsPort) !== port) return false;
      const domain = name.replace(/^\*?\./, "");
      return host === domain || host.endsWith(`.${domain}`);
    });
}

/** The port that a URL means. */
export function portOf({ port, protocol }: URL): number {
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

/** Without its password. */
function shownProxy(value: string): string {
  return URL.canParse(value) ? new URL(value).host : "…";
}
