import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Silence } from "../src/plan/silence.ts";

test("a server may take its time, but not be silent for too long", async () => {
  const silence = new Silence({ url: "http://localhost/v1", key: undefined, model: "tiny" }, 500);
  for (let chunk = 0; chunk < 10; chunk++) {
    await sleep(100);
    silence.broken();
  }
  assert.ok(!silence.signal.aborted);
  await once(silence.signal, "abort");
  assert.throws(() => silence.signal.throwIfAborted(), /has said nothing for 0\.5 s/);
});
