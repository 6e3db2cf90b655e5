import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import * as fc from "fast-check";
import { isProof, isProven } from "../src/forget/proof.ts";
import { hmacHalves, joinHmac } from "../src/sha256.ts";
import { proofOf } from "./proof-of.ts";
import { seed } from "./seed.ts";

const anyProof = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.string())
  .map(([key, identity]) => proofOf(key, identity));

test("the halves of an HMAC, joined, are the HMAC that node:crypto makes, and say neither key nor message", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (key, message) => {
      const halves = hmacHalves(key, message);
      const expected = createHmac("sha256", key).update(message).digest("hex");
      assert.equal(joinHmac(halves).toString("hex"), expected);
      assert.deepEqual([halves.outer.length, halves.inner.length], [32, 32]);
    }),
    { seed },
  );
});

test("whoever has the key can prove the pseudonym", () => {
  fc.assert(
    fc.property(anyProof, (proof) => {
      assert.ok(isProof(proof));
      assert.ok(isProven(proof));
    }),
    { seed },
  );
});

test("a proof in which any bit is another proves nothing", () => {
  fc.assert(
    fc.property(anyProof, fc.constantFrom("developer", "state", "inner"), fc.nat(), (proof, name, at) => {
      const bytes = Buffer.from(proof[name], "hex");
      const bit = at % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(isProven({ ...proof, [name]: bytes.toString("hex") }), false);
    }),
    { seed },
  );
});

test("the proof of one pseudonym is none of another, of the same key or not", () => {
  const key = Buffer.alloc(32, 7);
  const [ada, bob] = [proofOf(key, "ada"), proofOf(key, "bob")];
  assert.equal(isProven({ ...ada, developer: bob.developer }), false);
  // Of one key, all have the same state: with a salt, that tells that they are of one organisation.
  assert.equal(ada.state, bob.state);
  assert.equal(isProven({ ...proofOf(Buffer.alloc(32, 8), "ada"), developer: ada.developer }), false);
});

test("a value of another form is no proof", () => {
  const proof = proofOf(Buffer.alloc(32, 7), "ada");
  const others: unknown[] = [
    undefined,
    null,
    "proof",
    [proof],
    {},
    { ...proof, more: 1 },
    { developer: proof.developer, state: proof.state },
    { ...proof, developer: proof.developer.toUpperCase().replace(/^\d/, "A") },
    { ...proof, developer: `${proof.developer}\n` },
    { ...proof, developer: proof.developer.slice(1) },
    { ...proof, state: `${proof.state}00` },
    { ...proof, inner: proof.inner.slice(2) },
    { ...proof, inner: 5 },
  ];
  for (const other of others) assert.equal(isProof(other), false);
});
