import assert from "node:assert/strict";
import { test } from "node:test";
import { mintKey } from "../src/key.ts";
import { post, runCollector, secret } from "./running-collector.ts";

const newer = "another secret for tests, thirty-two characters or more";
const event = post({ payload: { name: "ai-do" } });

test("keys of both secrets are taken until the earlier one is dropped, and one that was remembered is forgotten with it", async () => {
  await using running = await runCollector();
  const [oldKey, newKey] = [await mintKey("service_role", secret), await mintKey("service_role", newer)];
  const status = async (key: string): Promise<number> =>
    (await running.fetch("/rest/v1/events", { ...event, key })).status;

  assert.deepEqual([await status(oldKey), await status(newKey)], [201, 401]);
  await running.collector.renew({ secret: newer, previousSecrets: [secret] });
  assert.deepEqual([await status(oldKey), await status(newKey)], [201, 201]);
  // Some are being verified while the secret goes: they must not be remembered for afterwards.
  const underWay = Array.from({ length: 20 }, () => status(oldKey));
  await running.collector.renew({ secret: newer });
  await Promise.all(underWay);
  for (let n = 0; n < 3; n += 1) assert.deepEqual([await status(oldKey), await status(newKey)], [401, 201]);
});

test("a secret that is too short changes nothing", async () => {
  await using running = await runCollector();
  await assert.rejects(running.collector.renew({ secret: "short" }), /at least 32/);
  await assert.rejects(running.collector.renew({ secret: newer, previousSecrets: ["short"] }), /at least 32/);
  const key = await mintKey("service_role", secret);
  assert.equal((await running.fetch("/rest/v1/events", { ...event, key })).status, 201);
});

test("a link to the page lives on while its secret does, and is dead when that is dropped", async () => {
  await using running = await runCollector();
  const opens = async (link: string): Promise<boolean> => {
    const answer = await running.fetch(link, { redirect: "manual" });
    return answer.headers.has("set-cookie");
  };
  const [first, second] = [running.collector.createSessionLink(), running.collector.createSessionLink()];
  await running.collector.renew({ secret: newer, previousSecrets: [secret] });
  assert.equal(await opens(first), true);
  await running.collector.renew({ secret: newer });
  assert.equal(await opens(second), false);
});
