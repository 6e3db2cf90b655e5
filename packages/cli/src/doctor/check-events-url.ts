import { BlockList, isIP } from "node:net";
import { shownUrl } from "../destination.ts";
import { ok, problem, type Verdict, warning } from "./finding.ts";

const example = "https://example.com/rest/v1/events";

/** Whether EVENTS_URL leads to a table of events. Without a URL that can be asked, the rest of the way can't be seen. */
export function checkEventsUrl(text: string | undefined, hasToken: boolean): Verdict[] {
  if (text === undefined) {
    return [
      problem(
        "EVENTS_URL is not set: there is nowhere to send to",
        `set it to where rows are posted, e.g. ${example}; \`astrolabe serve\` prints it as an export line`,
      ),
    ];
  }
  const url = httpUrlFrom(text);
  if (url === undefined) {
    return [
      problem(
        `EVENTS_URL is no http or https URL${URL.canParse(text) ? `, but ${new URL(text).protocol}` : ""}`,
        `set it to one such as ${example}`,
      ),
    ];
  }
  const verdicts = [inTheClear(url, hasToken), otherPath(url)].filter((verdict) => verdict !== undefined);
  return verdicts.length > 0 ? verdicts : [ok(shownUrl(text))];
}

/** undefined if it is none that rows can be posted to. */
export function httpUrlFrom(text: string | undefined): URL | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "http:" || url?.protocol === "https:" ? url : undefined;
}

function inTheClear(url: URL, hasToken: boolean): Verdict | undefined {
  if (url.protocol === "https:" || isNear(hostOf(url))) return undefined;
  const what = hasToken ? "the key and all events travel" : "all events travel";
  return warning(
    `${shownUrl(url.href)} is not https: ${what} in the clear`,
    "use the server's https address",
  );
}

function otherPath(url: URL): Verdict | undefined {
  if (url.pathname.endsWith("/events")) return undefined;
  const { origin, pathname } = url;
  const better = pathname.endsWith("/events/")
    ? `${origin}${pathname.slice(0, -1)}`
    : `${origin}/rest/v1/events`;
  return warning(
    `the path of EVENTS_URL is ${pathname}, and a table of events ends in /events`,
    `if the server is a collector or Supabase, set EVENTS_URL=${better}`,
  );
}

/** The host as the network takes it: an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

/** Loopback, private and link-local addresses: RFC 1918, 3927, 4193, 4291 and 6890. */
const nearby = new BlockList();
nearby.addSubnet("127.0.0.0", 8);
nearby.addSubnet("10.0.0.0", 8);
nearby.addSubnet("172.16.0.0", 12);
nearby.addSubnet("192.168.0.0", 16);
nearby.addSubnet("169.254.0.0", 16);
nearby.addAddress("::1", "ipv6");
nearby.addSubnet("fc00::", 7, "ipv6");
nearby.addSubnet("fe80::", 10, "ipv6");

/** Whether a host is on this machine or its own network; a name without a dot is one of a local network. */
function isNear(host: string): boolean {
  const family = isIP(host);
  if (family !== 0) return nearby.check(host, family === 6 ? "ipv6" : "ipv4");
  return !host.includes(".") || /\.(?:localhost|local|internal|home\.arpa)$/i.test(host);
}
