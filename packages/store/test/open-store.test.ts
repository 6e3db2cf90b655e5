import assert from "node:assert/strict";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { openStore } from "../src/open-store.ts";
import { connectWriter, makeDurable, makeFile } from "../src/sqlite/connect.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";

test("a URL of another kind is refused without repeating what may be a password", async () => {
  const refusal = { message: /^There is no store for "mysql:"\. Use sqlite:PATH/ };
  await assert.rejects(openStore("mysql://ann:secret@db/events"), refusal);
  await assert.rejects(openStore("events.db"), { message: /^A store URL has a scheme\. Use sqlite:PATH/ });
  await assert.rejects(openStore(""), { message: /^A store URL has a scheme/ });
});

test("a store needs a file", async () => {
  await assert.rejects(openStore("sqlite:"), /needs a file/);
  await assert.rejects(openStore("sqlite::memory:"), /needs a file/);
});

test("only its owner can read the database and what is made beside it", async () => {
  const database = await createSqliteDatabase();
  const path = join(dirname(database.path), "new", "deep", "events.db");
  const store = await openStore(`sqlite:${path}`);
  await store.insertEvents([{ payload: 1 }]);
  const names = await readdir(dirname(path));
  assert.deepEqual(names.toSorted(), ["events.db", "events.db-shm", "events.db-wal"]);
  for (const name of names) assert.equal((await stat(join(dirname(path), name))).mode & 0o777, 0o600, name);
  assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
  await store.close();
  await database.remove();
});

test("a closed store leaves one file", async () => {
  const database = await createSqliteDatabase();
  const store = await openStore(database.url);
  await store.insertEvents([{ payload: 1 }]);
  await store.readRows({ table: "events", select: [], filters: [], order: [] });
  await store.close();
  assert.deepEqual(await readdir(dirname(database.path)), ["events.db"]);
  await database.remove();
});

test("a path that is a directory is refused by name", async () => {
  const database = await createSqliteDatabase();
  await mkdir(database.path);
  await assert.rejects(openStore(database.url), /Can't open the database .*events\.db: /);
  await database.remove();
});

test("when the file is gone, a write says which it was, and makes no empty one in its place", async () => {
  const { path, url, remove } = await createSqliteDatabase();
  const store = await openStore(url);
  await rm(path);
  await assert.rejects(
    store.insertEvents([{ payload: 1 }]),
    /Can't open the database .*events\.db: ENOENT: no such file/,
  );
  assert.ok(!(await readdir(dirname(path))).includes("events.db"));
  await store.close();
  await remove();
});

test("commits are on disk when they return: write-ahead log, synchronous FULL", async () => {
  const { path, ...files } = await createSqliteDatabase();
  makeFile(path);
  const database = connectWriter(path);
  makeDurable(database);
  assert.equal(database.prepare("PRAGMA journal_mode").get()?.journal_mode, "wal");
  assert.equal(database.prepare("PRAGMA synchronous").get()?.synchronous, 2);
  database.close();
  await files.remove();
});

test("a database that another process holds is busy, and works when it is let go", async () => {
  const database = await createSqliteDatabase();
  const store = await openStore(database.url);
  const other = new DatabaseSync(database.path);
  other.exec("BEGIN IMMEDIATE");
  await assert.rejects(store.insertEvents([{ payload: 1 }]), {
    name: "StoreBusyError",
    message: /another process/,
  });
  other.exec("ROLLBACK");
  other.close();
  assert.equal((await store.insertEvents([{ payload: 1 }])).kind, "stored");
  assert.deepEqual(await store.ledger(), {
    received: 1,
    stored: 1,
    duplicate: 0,
    rejected: {},
    deleted: 0,
    expired: 0,
  });
  await store.close();
  await database.remove();
});
