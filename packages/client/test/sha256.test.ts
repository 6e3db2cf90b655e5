import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import * as fc from "fast-check";
import { hmacSha256, sha256 } from "../src/sha256.ts";
import { seed } from "./seed.ts";

test("SHA-256 is what node:crypto makes of the same bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(sha256(bytes).toString("hex"), createHash("sha256").update(bytes).digest("hex"));
    }),
    { seed },
  );
});

test("HMAC-SHA-256 is what node:crypto makes of the same key and bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (key, message) => {
      const expected = createHmac("sha256", key).update(message).digest("hex");
      assert.equal(hmacSha256(key, message).toString("hex"), expected);
    }),
    { seed },
  );
});
