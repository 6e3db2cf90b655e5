import assert from "node:assert/strict";
import { test } from "node:test";
import { withStore } from "./contract/database.ts";
import { clickhouseSuite } from "./clickhouse-server.ts";
import { storeContract } from "./contract/store-contract.ts";

clickhouseSuite("on ClickHouse", (servers) => {
  storeContract("the ClickHouse store", () => servers.createDatabase(), 0.25);
  storeContract(
    "the ClickHouse store on a cluster of two shards",
    () => servers.createClusterDatabase(),
    0.15,
  );

  test("the ClickHouse store keeps raw rows for good, and says so", async () => {
    const create = (): ReturnType<typeof servers.createDatabase> => servers.createDatabase();
    await withStore(create, async (store) => {
      await assert.rejects(store.expire({ beforeMs: 0, maxRows: 1 }), /keeps raw rows for good/);
      assert.equal(await store.horizon(), undefined);
    });
  });
});
