import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { maxRateBuckets, rateBurstSeconds } from "../src/limits.ts";
import { createRateLimit } from "../src/rate-limit.ts";
import { anonKey, post, runCollector, serviceKey } from "./running-collector.ts";
import type { RunningCollector } from "./running-collector.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);

describe("a rate limit", () => {
  test("never lets more through than the burst and the rate since, whenever requests come", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), gaps, (rate, gapsMs) => {
        const limit = createRateLimit(rate);
        let nowMs = 0;
        let taken = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          if (limit.take("a", nowMs) === 0) taken += 1;
          assert.ok(taken <= rate * (rateBurstSeconds + nowMs / 1000) + 1e-6);
        }
      }),
      { seed },
    );
  });

  test("says for how long there is no more, and then there is", () => {
    const limit = createRateLimit(2);
    for (let n = 0; n < 2 * rateBurstSeconds; n += 1) assert.equal(limit.take("a", 0), 0);
    const seconds = limit.take("a", 0);
    assert.equal(seconds, 0.5);
    assert.ok(limit.take("a", seconds * 1000 - 1) > 0);
    assert.equal(limit.take("a", seconds * 1000), 0);
    assert.equal(limit.take("b", 0), 0, "somebody else has a rate of their own");
  });

  test("remembers a bounded number, and forgets who was away longest", () => {
    const limit = createRateLimit(1);
    for (let n = 0; n < rateBurstSeconds; n += 1) limit.take("busy", 0);
    for (let n = 0; n < maxRateBuckets + 10; n += 1) {
      limit.take(`other ${n}`, 0);
      if (n % 1000 === 0) assert.ok(limit.take("busy", 0) > 0, "who keeps coming is not forgotten");
    }
    for (let n = 0; n < maxRateBuckets + 10; n += 1) limit.take(`another ${n}`, 0);
    assert.equal(limit.take("busy", 0), 0, "who was away is");
  });

  test("of several collectors together is never more than that of one, however requests are spread", () => {
    const spread = fc.array(fc.nat(2), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(spread, (turns) => {
        const parts = [0, 1, 2].map(() => createRateLimit(9 / 3));
        const taken = turns.filter((turn) => parts[turn]?.take("a", 0) === 0).length;
        assert.ok(taken <= 9 * rateBurstSeconds);
      }),
      { seed },
    );
  });
});

const event = (key: string, headers: Record<string, string> = {}): RequestInit =>
  post({ payload: { name: "ai-do" } }, { apikey: key, ...headers });
/** Requests a second: a single one at once, and a wait for the next that no test is slow enough to see the end of. */
const rate = 0.02;

describe("over its rate", () => {
  test("a key is refused with 429, Retry-After and PostgREST's shape; others go on, and nothing of it is stored", async () => {
    await using running = await runCollector({ rates: { perKey: rate } });
    assert.equal((await running.fetch("/rest/v1/events", event(anonKey))).status, 201);
    const refused = await running.fetch("/rest/v1/events", event(anonKey));
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get("retry-after")) > 40);
    assert.deepEqual(await refused.json(), {
      code: "53400",
      details: null,
      hint: "Nothing was stored. Send the request again a little later.",
      message: "Too many requests from this key",
    });
    assert.equal((await running.fetch("/rest/v1/events", event(serviceKey))).status, 201);
    assert.equal((await running.store.ledger()).received, 2, "the sender keeps what was put off");
    assert.match(await metricsOf(running), /^astrolabe_requests_put_off_total\{why="key_rate"\} 1$/m);
  });

  test("an address is refused, by the trusted proxy's word; what a client says itself changes nothing", async () => {
    await using running = await runCollector({ rates: { perAddress: rate }, trustedProxies: ["127.0.0.1"] });
    const from = (forwarded: string): RequestInit => event(anonKey, { "x-forwarded-for": forwarded });
    assert.equal((await running.fetch("/rest/v1/events", from("203.0.113.7"))).status, 201);
    for (const spoofed of [
      "203.0.113.7",
      "198.51.100.1, 203.0.113.7",
      "127.0.0.1,203.0.113.7",
      "x, 203.0.113.7",
    ]) {
      assert.equal((await running.fetch("/rest/v1/events", from(spoofed))).status, 429, spoofed);
    }
    assert.equal((await running.fetch("/rest/v1/events", from("203.0.113.8"))).status, 201);
    const asked = await running.fetch("/healthz", { headers: { "x-forwarded-for": "203.0.113.7" } });
    assert.equal(asked.status, 200, "the load balancer's question");
  });

  test("an address is refused whatever it forwards, when no proxy is trusted", async () => {
    await using running = await runCollector({ rates: { perAddress: rate } });
    assert.equal((await running.fetch("/rest/v1/events", event(anonKey))).status, 201);
    for (const address of ["203.0.113.7", "203.0.113.8"]) {
      const answer = await running.fetch("/rest/v1/events", event(anonKey, { "x-forwarded-for": address }));
      assert.equal(answer.status, 429);
    }
  });
});

async function metricsOf(running: RunningCollector): Promise<string> {
  return (await running.fetch("/metrics")).text();
}
