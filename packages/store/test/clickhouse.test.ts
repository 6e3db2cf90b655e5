import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress } from "../src/clickhouse/address.ts";
import { connect } from "../src/clickhouse/connect.ts";
import type { EventStore, NewEventRow, OnConflict } from "../src/event-store.ts";
import { openStore } from "../src/open-store.ts";
import { readMigrations } from "../src/migration.ts";
import type { RowQuery } from "../src/row-query.ts";
import { clickhouseSuite, clusterName } from "./clickhouse-server.ts";
import { assertSummary } from "./contract/assert-summary.ts";
import { assertConsistent, storedRows } from "./contract/stored-rows.ts";
import { hostileEvent } from "./hostile-event.ts";
import { createRandom, pick } from "./random.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

const run = { name: "ai-do", exit_code: 0, end_ts: 1_763_836_012, developer: "ann" };
const id = "00000000-0000-4000-8000-00000000000a";
const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);

async function openAndClose(url: string): Promise<void> {
  await (await openStore(url)).close();
}

clickhouseSuite("a ClickHouse database", (servers) => {
  test("gets every migration on every server, each recorded with its name and checksum", async () => {
    const known = readMigrations("clickhouse").map(({ number, name, checksum }) => ({
      number,
      name,
      checksum,
    }));
    for (const create of [servers.createEmptyDatabase, servers.createEmptyClusterDatabase]) {
      const database = await create();
      await openAndClose(database.url);
      await openAndClose(database.url);
      const recorded = await database.query(
        "SELECT number, name, checksum FROM astrolabe_migrations ORDER BY number",
      );
      assert.deepEqual(recorded, known);
      await database.remove();
    }
    assert.deepEqual(
      known.map(({ number }) => number),
      known.map((_, index) => index + 1),
    );
  });

  test("that is new can be opened by several stores at the same time", async () => {
    for (const create of [servers.createEmptyDatabase, servers.createEmptyClusterDatabase]) {
      const database = await create();
      const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(database.url)));
      await Promise.all(stores.map((store) => store.insertEvents([{ payload: run }])));
      assert.equal((await assertConsistent(stores[0] ?? assert.fail(), ["ai-do"])).length, 5);
      await Promise.all(stores.map((store) => store.close()));
      await database.remove();
    }
  });

  test("that a newer version, another migration or another program made is left alone", async () => {
    const database = await servers.createEmptyDatabase();
    await database.query("CREATE TABLE events (x UInt8) ENGINE = Memory");
    await assert.rejects(
      openStore(database.url),
      /its table events is another program's\. Choose another database/,
    );
    await database.query("DROP TABLE events");
    await openAndClose(database.url);
    await database.query(
      "INSERT INTO astrolabe_migrations (number, name, shards) VALUES (9999, '9999_later.sql', 1)",
    );
    await assert.rejects(
      openStore(database.url),
      /: a newer version made it \(migration 9999; .*Install the newer/,
    );
    await database.query("TRUNCATE TABLE astrolabe_migrations");
    await database.query(
      "INSERT INTO astrolabe_migrations (number, name, checksum, shards) VALUES (1, '0001_events.sql', 'x', 1)",
    );
    await assert.rejects(openStore(database.url), /: its migration 1 .* isn't the one that this version has/);
    await database.remove();
  });

  test("whose migration was broken off is migrated again", async () => {
    const database = await servers.createEmptyDatabase();
    await openAndClose(database.url);
    await database.query("TRUNCATE TABLE astrolabe_migrations");
    await database.query("DROP TABLE nsm_rows");
    await openAndClose(database.url);
    const store = await openStore(database.url);
    await store.insertNsm([{ task: "ai-do", week: "2026-W47", developer: "ann", successful_runs: 3 }]);
    await store.close();
    await database.remove();
  });

  test("of a cluster is refused when the number of shards has changed, and when there is no such cluster", async () => {
    const database = await servers.createEmptyClusterDatabase();
    await openAndClose(database.url);
    await assert.rejects(
      openStore(database.url.replace(/\?.*/, "")),
      /its rows are spread over 2 shards .*, and the URL's cluster has 1/,
    );
    await assert.rejects(
      openStore(database.url.replace(clusterName, "nowhere")),
      /the server knows no cluster "nowhere"\. Look at remote_servers/,
    );
    await database.remove();
  });

  test("spreads rows over the shards, and is read from either", async () => {
    const database = await servers.createEmptyClusterDatabase();
    const store = await openStore(database.url);
    await store.insertEvents(Array.from({ length: 1000 }, (_, n) => ({ payload: { ...run, n } })));
    const [local] = await database.query("SELECT count() AS rows FROM event_rows_local WHERE kind = 0");
    assert.ok(
      Number(local?.rows) > 400 && Number(local?.rows) < 600,
      `${String(local?.rows)} on one of two shards`,
    );
    await store.close();
    const [, hosts = ""] = /\/\/([^/]+)/.exec(database.url) ?? [];
    // Where the tables are there, one server is enough, whichever it is.
    const other = await openStore(database.url.replace(hosts, hosts.split(",")[1] ?? ""));
    assert.equal((await assertConsistent(other, ["ai-do"])).length, 1000);
    assert.equal((await other.insertEvents([{ payload: run }])).kind, "stored");
    await other.close();
    await database.remove();
  });

  test("is there for people who use SQL", async () => {
    for (const create of [servers.createEmptyDatabase, servers.createEmptyClusterDatabase]) {
      const database = await create();
      const store = await openStore(database.url);
      await store.insertEvents([{ id, payload: run }, { payload: 5 }]);
      await store.insertEvents([{ id, payload: { ...run, developer: "bob" } }], "merge");
      const found = await database.query(
        `SELECT event_id, task, week, developer FROM events WHERE task = 'ai-do' ORDER BY event_id`,
      );
      assert.deepEqual(found, [{ event_id: id, task: "ai-do", week: "2025-W47", developer: "bob" }]);
      await store.close();
      await database.remove();
    }
  });

  test("keeps one row of what was replaced or deleted once its parts are merged", async () => {
    const database = await servers.createDatabase();
    const store = await openStore(database.url);
    await store.insertEvents([{ id, payload: run }]);
    await store.insertEvents([{ id, payload: { ...run, developer: "bob" } }], "merge");
    const filters = [
      {
        expression: { column: "id", path: [], asText: false },
        operator: "eq" as const,
        value: id,
        negated: false,
      },
    ];
    await store.deleteRows({ table: "events", filters });
    const ledger = await store.ledger();
    await database.query("OPTIMIZE TABLE event_rows FINAL");
    const rows = await database.query("SELECT payload, developer FROM event_rows WHERE kind = 0");
    assert.deepEqual(rows, [{ payload: null, developer: "" }]);
    assert.deepEqual(await store.ledger(), ledger);
    await assertConsistent(store, ["ai-do"]);
    await store.close();
    await database.remove();
  });

  test("that fails in the middle of a long answer gives no part of it for the whole", async () => {
    const address = parseAddress((await servers.createEmptyDatabase()).url);
    const connection = await connect(address, address.servers[0], { maxConnections: 1, timeoutMs: 10_000 });
    let rows = 0;
    const read = async (): Promise<void> => {
      const numbers = "(SELECT number FROM system.numbers LIMIT 300000)";
      for await (const some of connection.stream(`SELECT throwIf(number = 200000) FROM ${numbers}`)) {
        rows += some.length;
      }
    };
    await assert.rejects(read(), /throwIf/);
    assert.ok(rows > 0, "a part was read before");
    await connection.close();
  });

  test("takes names of any length and any characters", async () => {
    const database = await servers.createDatabase();
    const store = await openStore(database.url);
    const long = Array.from({ length: 20_000 }, (_, n) => n.toString(36)).join("");
    for (const name of [`${long}a`, `${long}b`, "'; DROP TABLE event_rows --", "\\", "\0", "{x:String}"]) {
      await store.insertEvents([{ payload: { ...run, name, developer: name } }]);
      assert.deepEqual(
        (await store.weeklyCounts({ task: name })).map(({ developer }) => developer),
        [name],
      );
      const total = { task: name, week: "2026-W47", developer: name, successful_runs: 1 };
      assert.equal((await store.insertNsm([total])).kind, "stored");
      assert.equal((await store.insertNsm([total])).kind, "conflict");
    }
    await store.close();
    await database.remove();
  });

  test("can be read by a user that may only read", async () => {
    const database = await servers.createDatabase();
    const owner = await openStore(database.url);
    await owner.insertEvents([{ id, payload: run }]);
    const store = await openStore(database.url.replace("//", "//reader@"));
    assert.deepEqual(await storedRows(store), [{ id, payload: run }]);
    assert.equal((await store.ledger()).stored, 1);
    await assert.rejects(
      store.insertEvents([{ payload: 1 }]),
      /Not all was stored in the database 127\.0\.0\.1:\d+\/test_\d+: .*readonly mode\. Use a user that may write/,
    );
    await store.close();
    await owner.close();
    await database.remove();
  });

  test("is named without user and password when it can't be opened", async () => {
    const database = await servers.createDatabase();
    const host = new URL(database.url.replace("clickhouse:", "http:")).host;
    const wrong: readonly [string, RegExp][] = [
      [
        "clickhouse://ann:secret@127.0.0.1:1/x",
        /Can't open the database 127\.0\.0\.1:1\/x: .*Look whether the server runs/,
      ],
      ["clickhouse://ann:secret@nowhere.invalid/x", /Can't open the database nowhere\.invalid:8123\/x/],
      [`clickhouse://ann:secret@${host}/missing`, /missing.* doesn't exist\. Create it/],
      [`clickhouse://nobody:secret@${host}/x`, /Look at the user/],
      [`clickhouse://ann:wrong-secret@${host}/${database.name}`, /Look at the user and the password/],
      ["clickhouse://ann:secret@[oops/x", /can't be read\. Use clickhouse:/],
      ["clickhouse://ann:secret@host:8123", /can't be read/],
      ["clickhouse://ann:secret@host/x?clutser=a", /unknown parameter/],
      ["clickhouse://ann:secret%@host/x", /write % as %25/],
      ["clickhouse://ann:secret@host/x?cluster='", /cluster's name/],
    ];
    for (const [url, message] of wrong) {
      await assert.rejects(openStore(url), (error: Error) => {
        assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`, /secret/);
        assert.match(error.message, message);
        return true;
      });
    }
    await openAndClose(database.url.replace("//", "//ann:secret@"));
    await database.remove();
  });

  test("gives the answers of SQLite, to the last byte", async (context) => {
    context.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same rows again`);
    const random = createRandom(seed);
    const databases = [
      await createSqliteDatabase(),
      await servers.createDatabase(),
      await servers.createClusterDatabase(),
    ];
    const stores = await Promise.all(databases.map(({ url }) => openStore(url)));
    const ids = Array.from(
      { length: 400 },
      (_, n) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`,
    );
    for (let batch = 0; batch < 12; batch += 1) {
      const taken = new Set<string>();
      const rows: NewEventRow[] = [];
      while (rows.length < 60) {
        const one = ids[pick(random, ids.length)] ?? id;
        if (taken.has(one)) continue;
        taken.add(one);
        const json = hostileEvent(random);
        rows.push({ id: one, payload: JSON.parse(json), json });
      }
      const onConflict: OnConflict = pick(random, 3) === 0 ? "merge" : "ignore";
      const [expected, ...others] = await Promise.all(
        stores.map((store) => store.insertEvents(rows, onConflict)),
      );
      for (const outcome of others) assert.deepEqual(outcome, expected);
    }
    const [expected, ...others] = await Promise.all(stores.map((store) => answersOf(store)));
    for (const answers of others) assert.deepEqual(answers, expected);
    await Promise.all(stores.map((store) => store.close()));
    await Promise.all(databases.map((database) => database.remove()));
  });
});

/** Everything that a store can be asked about its events, in an order that leaves nothing open. */
async function answersOf(store: EventStore): Promise<unknown[]> {
  const column = (name: string, path: string[] = [], asText = false) => ({ column: name, path, asText });
  const byId = { expression: column("id"), descending: false };
  const fields = ["developer", "end_ts", "exit_code", "time"];
  const queries: RowQuery[] = fields.flatMap((field) =>
    [true, false].flatMap((asText) => {
      const expression = column("payload", [field], asText);
      return [
        {
          table: "events",
          select: [],
          filters: [],
          order: [{ expression, descending: asText }, byId],
          limit: 70,
          offset: 5,
        },
        {
          table: "events",
          select: [{ expression, as: field }],
          filters: [{ expression, operator: "gte", value: asText ? "1" : "1e2", negated: false }],
          order: [byId],
          count: true,
        } as const,
      ] satisfies RowQuery[];
    }),
  );
  const pages = [];
  for (const query of queries) pages.push(await store.readRows(query));
  const rows = await assertConsistent(store, ["ai-do", "build"]);
  const summary = await assertSummary(store, rows, "ai-do");
  return [pages, rows, await store.ledger(), await store.weeklyCounts({ task: "ai-do" }), summary.ledger];
}
