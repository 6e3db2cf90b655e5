import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addressGroup, checkProxy, createClientAddress } from "../src/client-address.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const proxies = ["10.0.0.0/8", "127.0.0.1", "fd00::/8", "::1"];

/** As far as it is looked at. */
function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  return {
    socket: { remoteAddress },
    headers: { "x-forwarded-for": forwarded },
  } as unknown as IncomingMessage;
}

describe("the client's address", () => {
  const cases: [title: string, remote: string, forwarded: string | undefined, address: string][] = [
    ["of a direct connection is its own", "203.0.113.7", undefined, "203.0.113.7"],
    ["of a direct connection is its own, whatever it forwards", "203.0.113.7", "198.51.100.1", "203.0.113.7"],
    ["behind a proxy is the one that it added", "10.0.0.1", "203.0.113.7", "203.0.113.7"],
    ["behind two proxies is the last that isn't theirs", "10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7"],
    ["is not what a client put before", "10.0.0.1", "127.0.0.1, 198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["is the proxy's, when it adds none", "10.0.0.1", undefined, "10.0.0.1"],
    ["is the proxy's, when what it adds is none", "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
    ["is the first proxy's, when there is no other", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["has no port", "10.0.0.1", "203.0.113.7:4711", "203.0.113.7"],
    ["has no port and no brackets", "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"],
    ["as IPv4 within IPv6 is IPv4", "::ffff:10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"],
    ["behind a proxy on IPv6 is the one that it added", "fd00::1", "2001:db8::1", "2001:db8::1"],
    ["of a socket that is gone is unknown", "", undefined, "unknown"],
  ];
  for (const [title, remote, forwarded, address] of cases) {
    test(title, () => assert.equal(createClientAddress(proxies)(request(remote, forwarded)), address));
  }

  test("behind a proxy is never what stands before the proxy's own entry, whatever that is", () => {
    const find = createClientAddress(proxies);
    fc.assert(
      fc.property(fc.string(), (spoofed) => {
        assert.equal(find(request("10.0.0.1", `${spoofed},203.0.113.7`)), "203.0.113.7");
      }),
      { seed },
    );
  });
});

test("addresses of one IPv6 network share a limit, and others don't", () => {
  assert.equal(addressGroup("2001:db8:1:2:3:4:5:6"), addressGroup("2001:0DB8:1:2::9"));
  assert.notEqual(addressGroup("2001:db8:1:2::1"), addressGroup("2001:db8:1:3::1"));
  assert.equal(addressGroup("::1"), "0:0:0:0");
  assert.equal(addressGroup("203.0.113.7"), "203.0.113.7");
});

test("what is neither an address nor a network is no proxy", () => {
  for (const proxy of [
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "proxy",
    "",
    "fd00::/129",
    "10.0.0.0/-1",
  ]) {
    assert.throws(() => checkProxy(proxy), /neither an address nor a network/, proxy);
  }
  for (const proxy of [...proxies, "0.0.0.0/0", "::/0"]) checkProxy(proxy);
});
