import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { checksum } from "../src/checksum.ts";
import { seed } from "./seed.ts";

test("a checksum is 16 hex digits, the same for the same text and no other", () => {
  const texts = new Map<string, string>();
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.emailAddress()), (text) => {
      const sum = checksum(text);
      assert.match(sum, /^[0-9a-f]{16}$/);
      assert.equal(checksum(text), sum);
      assert.equal(texts.get(sum) ?? text, text);
      texts.set(sum, text);
    }),
    { seed, numRuns: 10_000 },
  );
});

test("URLs that differ in one character have different checksums", () => {
  const ports = Array.from({ length: 65_536 }, (_, port) =>
    checksum(`http://127.0.0.1:${port}/rest/v1/events`),
  );
  assert.equal(new Set(ports).size, ports.length);
});
