import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { nextVersion } from "../src/clickhouse/version.ts";
import { fastCheckRuns } from "./seed.ts";

const time = fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 });

test("a version is higher than the one whose place it takes, whatever the clocks say", () => {
  const property = fc.property(fc.array(fc.tuple(fc.boolean(), time), { minLength: 1 }), (writes) => {
    let version = 0n;
    for (const [deletes, nowMs] of writes) {
      const next = nextVersion(version, deletes, nowMs);
      assert.ok(next > version && next < 2n ** 64n);
      version = next;
    }
  });
  fc.assert(property, fastCheckRuns(500));
});

test("of versions that take the place of one, a deletion goes first, then the one that was made first", () => {
  const property = fc.property(time, time, fc.nat(9), (a, b, writes) => {
    let previous = 0n;
    for (let write = 0; write < writes; write += 1) previous = nextVersion(previous, false, a);
    assert.ok(nextVersion(previous, true, a) > nextVersion(previous, false, b));
    const inOrder = nextVersion(previous, false, a) > nextVersion(previous, false, b);
    assert.equal(inOrder, a < b);
  });
  fc.assert(property, fastCheckRuns(500));
});
