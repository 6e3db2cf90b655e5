// Collectors on one PostgreSQL behind nginx, under load, while things happen to them.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { mintKey } from "@astrolabe/collector";
import { openStore } from "@astrolabe/store";
import { assertConsistent } from "../../packages/store/test/contract/stored-rows.ts";
import { plannedBatches } from "../../packages/store/test/kill/planned-batches.ts";
import type { PlannedRow } from "../../packages/store/test/kill/planned-batches.ts";
import { postgresSuite, type PostgresServer } from "../../packages/store/test/postgres-server.ts";
import { nginxPath, startNginx } from "../start-nginx.ts";
import { type CollectorProcess, secret, startCollectorProcess } from "./collector-process.ts";
import { type SeparateNetwork, createSeparateNetwork, forward } from "./separate-network.ts";
import { type Told, sendAll } from "./sender.ts";

const seed = Number(process.env["ASTROLABE_TEST_SEED"] ?? Date.now() % 1_000_000);
const required = process.env["ASTROLABE_TEST_REQUIRE"]?.includes("nginx") ?? false;
const skip = nginxPath === undefined && !required ? "nginx is not installed" : false;
const senders = 8;

postgresSuite("collectors that share a PostgreSQL behind nginx", (postgres: PostgresServer) => {
  test(
    "lose nothing that they acknowledged and count nothing twice, while one is killed, one is added, one is slow and the database crashes",
    { skip },
    async (t) => {
      const scene = await setUp(t, postgres);
      const { told, nginx, collectors } = scene;
      const [first, second, third] = collectors;
      assert.ok(first !== undefined && second !== undefined && third !== undefined);

      await progress(told, 40);
      await first.kill();
      await progress(told, 40);
      const added = await scene.add();
      await nginx.setCollectors([second.port, third.port, added.port]);
      await progress(told, 40);
      second.signal("SIGSTOP");
      await progress(told, 20);
      await wait(500);
      second.signal("SIGCONT");
      await progress(told, 40);
      const putOffBefore = told.putOff;
      await postgres.crash();
      await progress(told, 40);
      assert.ok(told.putOff > putOffBefore, "senders were told to come back while the database was away");

      await scene.finish();
      for (const collector of [second, third, added]) {
        assert.ok((await storedBy(collector)) > 0, "each of them took a part of the load");
      }
    },
  );

  test("and while the network of one of them is cut", { skip }, async (t) => {
    const network = createSeparateNetwork();
    if (network === undefined) return t.skip("network namespaces are not allowed here");
    t.after(() => network.remove());
    const scene = await setUp(t, postgres, network);
    const { told, collectors } = scene;
    const [far] = collectors;
    assert.ok(far !== undefined);
    await progress(told, 60);
    network.cut();
    await progress(told, 20);
    await wait(2000);
    network.mend();
    await progress(told, 40);
    await scene.finish();
    assert.ok((await storedBy(far)) > 0);
  });
});

interface Scene {
  readonly told: Told;
  readonly nginx: Awaited<ReturnType<typeof startNginx>>;
  readonly collectors: readonly CollectorProcess[];
  /** One more collector on the same database. */
  add(): Promise<CollectorProcess>;
  /** Waits until all is acknowledged, and compares what is stored with what was sent. */
  finish(): Promise<void>;
}

/** Three collectors and eight senders, whose load has begun. With a network, the first of the collectors is in it. */
async function setUp(t: TestContext, postgres: PostgresServer, network?: SeparateNetwork): Promise<Scene> {
  t.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} sends the same rows again`);
  const database = await postgres.createDatabase();
  const collectors: CollectorProcess[] = [];
  const add = async (store = database.url, where = {}): Promise<CollectorProcess> => {
    const args = ["--store", store, "--trust-proxy", "127.0.0.1", "--collectors", "3"];
    const collector = await startCollectorProcess(args, where);
    collectors.push(collector);
    return collector;
  };
  const addresses: (number | string)[] = [];
  if (network !== undefined) {
    const way = await forward(network.outside, Number(new URL(database.url).port));
    t.after(() => way.close());
    const url = database.url.replace(/127\.0\.0\.1:\d+/, `${network.outside}:${way.port}`);
    const { port } = await add(url, { host: network.inside, under: network.under });
    addresses.push(`${network.inside}:${port}`);
  }
  while (collectors.length < 3) addresses.push((await add()).port);
  const nginx = await startNginx(addresses);
  t.after(async () => {
    for (const collector of collectors) await collector.kill();
    await nginx.stop();
    await database.remove();
  });

  const told: Told = { acknowledged: new Set(), duplicates: new Set(), putOff: 0, unanswered: [] };
  const token = await mintKey("anon", secret);
  const planned: PlannedRow[] = [];
  const ending = new AbortController();
  t.after(() => ending.abort());
  const load = Promise.all(
    Array.from({ length: senders }, async (_, sender) => {
      for (let life = sender; !ending.signal.aborted; life += senders) {
        for (const rows of plannedBatches(seed, life)) {
          if (ending.signal.aborted) break;
          planned.push(...rows);
          await sendAll(rows, { url: `${nginx.url}/rest/v1/events`, token, told });
        }
      }
    }),
  );

  async function finish(): Promise<void> {
    ending.abort();
    await load;
    const store = await openStore(database.url);
    const stored = (await assertConsistent(store, ["ai-do", "build"])).map(({ id }) => id);
    const ledger = await store.ledger();
    await store.close();
    const sent = planned.map(({ id }) => id);
    assert.deepEqual(stored.toSorted(), sent.toSorted(), "each row that was sent is stored once");
    assert.deepEqual([...told.acknowledged].toSorted(), sent.toSorted());
    assert.equal(ledger.stored, sent.length);
    t.diagnostic(
      `${sent.length} rows, ${told.duplicates.size} of them sent again after they were stored; ` +
        `${told.putOff} told to come back, ${told.unanswered.length} unanswered`,
    );
    // nginx closes connections that are kept when it is reloaded, also one that a request is on its way on.
    const silent = told.unanswered.filter((reason) => !/hang up|ECONNRESET/.test(reason));
    assert.deepEqual(silent, [], "whoever couldn't be served was told so");
  }
  return { told, nginx, collectors, add: () => add(), finish };
}

/** Resolves when so many further rows have been acknowledged. */
async function progress(told: Told, rows: number): Promise<void> {
  const target = told.acknowledged.size + rows * senders;
  const deadline = performance.now() + 60_000;
  while (told.acknowledged.size < target) {
    if (performance.now() > deadline) assert.fail(`no progress: ${told.unanswered.slice(-3).join("; ")}`);
    await wait(5);
  }
}

async function storedBy({ metricsUrl }: CollectorProcess): Promise<number> {
  const metrics = await (await fetch(metricsUrl)).text();
  return Number(
    /^astrolabe_http_requests_total\{route="\/rest\/v1\/events",status="201"\} (\d+)/m.exec(metrics)?.[1] ??
      0,
  );
}
