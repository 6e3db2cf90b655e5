import assert from "node:assert/strict";
import { test } from "node:test";
import { uuidV5, uuidV7, uuidV7Ms } from "../src/uuid.ts";

test("a UUIDv7 carries its time, version and variant", () => {
  const id = uuidV7(1_763_836_000_123);
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(uuidV7Ms(id), 1_763_836_000_123);
});

test("ten thousand ids of the same millisecond differ", () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => uuidV7(1_763_836_000_123)));
  assert.equal(ids.size, 10_000);
});

test("a UUIDv5 is the one that RFC 9562 gives as its example", () => {
  assert.equal(
    uuidV5("www.example.com", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    "2ed6657d-e927-568b-95e1-2665a8aea6a2",
  );
});

test("the random bits of UUIDv7s are spread over all their digits", () => {
  const ids = Array.from({ length: 500 }, () => uuidV7(1_763_836_000_123).replaceAll("-", ""));
  for (const digit of [...Array(32).keys()].slice(13)) {
    const seen = new Set(ids.map((id) => id[digit]));
    // The one after the variant's two bits has four values; a missing one of sixteen has a chance of 1 in 10^13.
    assert.equal(seen.size, digit === 16 ? 4 : 16, `digit ${digit}`);
  }
});

test("a clock outside the 48 bits of a UUIDv7 still makes one", () => {
  for (const nowMs of [-1, 2 ** 48]) {
    assert.match(uuidV7(nowMs), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
