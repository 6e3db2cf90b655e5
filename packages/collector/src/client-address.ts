import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Finds the address that a request comes from. */
export type ClientAddress = (incoming: IncomingMessage) => string;

/**
 * Each proxy adds the address that it was called from to the end of `X-Forwarded-For`. So the list is read from its end,
 * as long as the one who wrote an entry is trusted: the first address that isn't is the client's. What stands before it
 * anybody may have written.
 *
 * @param trusted addresses of proxies, and networks such as `10.0.0.0/8`
 * @throws Error naming the one that is neither
 */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  const proxies = new BlockList();
  for (const proxy of trusted) addProxy(proxies, proxy);
  const isProxy = (address: string): boolean => proxies.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

  return ({ socket, headers }) => {
    let address = plainAddress(socket.remoteAddress ?? "") ?? "unknown";
    if (trusted.length === 0) return address;
    // Node joins several headers of the name, in order.
    const forwarded = String(headers["x-forwarded-for"] ?? "").split(",");
    while (isIP(address) !== 0 && isProxy(address)) {
      const next = plainAddress(forwarded.pop()?.trim() ?? "");
      if (next === undefined) break;
      address = next;
    }
    return address;
  };
}

/** Those who share a limit: one address, but of IPv6 the /64, which one subscriber has whole. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => "0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

/** @throws Error when it is neither an address nor a network */
export function checkProxy(proxy: string): void {
  addProxy(new BlockList(), proxy);
}

function addProxy(proxies: BlockList, proxy: string): void {
  const [address = "", prefix, more] = proxy.split("/");
  const version = isIP(address);
  const bits = prefix === undefined ? undefined : Number(prefix);
  const most = version === 6 ? 128 : 32;
  if (
    version === 0 ||
    more !== undefined ||
    (prefix !== undefined && !(/^\d+$/.test(prefix) && Number(prefix) <= most))
  ) {
    throw new Error(`"${proxy}" is neither an address nor a network; they look like 10.0.0.7 and 10.0.0.0/8`);
  }
  const family = version === 6 ? "ipv6" : "ipv4";
  if (bits === undefined) proxies.addAddress(address, family);
  else proxies.addSubnet(address, bits, family);
}

/** Without the port that some proxies add, IPv4 within IPv6 as IPv4; undefined when it is no address. */
function plainAddress(text: string): string | undefined {
  const host =
    /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ??
    (/^[\d.]+:\d+$/.test(text) ? text.split(":")[0] : text) ??
    "";
  const withoutZone = host.split("%")[0] ?? "";
  const plain = withoutZone.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return isIP(plain) === 0 ? undefined : plain;
}
