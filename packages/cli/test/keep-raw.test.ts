import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { contentsOf, fillStore, rowOf } from "./filled-store.ts";
import { runCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";
import { serveCollector, post } from "./serve-collector.ts";

test("a collector that keeps raw rows for a while changes no number, and refuses those from before", async (t) => {
  const dataDir = await tempFolder(t);
  await fillStore(`sqlite:${join(dataDir, "events.db")}`, 4000, Date.now());
  const collector = await serveCollector(t, { args: ["--keep-raw", "40d"], dataDir });
  const before = await contentsOf(collector.store);
  for (
    let attempt = 0;
    (await contentsOf(collector.store)).ledger.expired === 0 && attempt < 100;
    attempt += 1
  )
    await wait(50);
  await wait(200);
  const pruned = await contentsOf(collector.store);
  assert.ok(pruned.ledger.expired > 1000, "rows of ten weeks, of which six stay");
  assert.deepEqual(pruned.counts, before.counts);
  assert.equal(pruned.events.length, pruned.ledger.stored - pruned.ledger.deleted - pruned.ledger.expired);

  const answer = await fetch(collector.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", apikey: collector.anonKey },
    body: JSON.stringify(rowOf(Date.now() - 60 * 86_400_000, 1)),
  });
  assert.equal(answer.status, 400);
  const { code, message, details } = (await answer.json()) as Record<string, string>;
  assert.equal(code, "23514");
  assert.match(message ?? "", /violates check constraint "events_horizon_check"/);
  assert.match(details ?? "", /is from before \d{4}-\d\d-\d\d: such rows have expired/);
  await post(collector, [rowOf(Date.now(), 12_345)]);
  const { rejected, received, stored, duplicate } = (await contentsOf(collector.store)).ledger;
  assert.equal(rejected["expired"], 1);
  assert.equal(received, stored + duplicate + 1 + (rejected["invalid_json"] ?? 0));
  const metrics = await (await fetch(new URL("/metrics", collector.url))).text();
  assert.match(metrics, /astrolabe_rows_expired_total \d{4}/);
  await collector.kill();

  const again = await runCommand("astrolabe", [
    "prune",
    "--keep-raw",
    "35d",
    "--store",
    collector.store,
    "--json",
  ]);
  assert.ok((JSON.parse(again.stdout) as { expired: number }).expired > 0, again.stderr);
  assert.deepEqual((await contentsOf(collector.store)).counts[0], before.counts[0]);
  const path = collector.store.slice("sqlite:".length);
  const bytesBefore = statSync(path).size;
  const { stdout } = await runCommand("astrolabe", ["vacuum", "--store", collector.store, "--json"]);
  const vacuumed = JSON.parse(stdout) as { bytes_before: number; bytes_after: number };
  assert.ok(vacuumed.bytes_after < vacuumed.bytes_before);
  assert.ok(statSync(path).size < bytesBefore);
});

test("raw rows are kept for longer than clients keep events", async () => {
  for (const args of [
    ["prune", "--keep-raw", "30d"],
    ["serve", "--keep-raw", "90 days"],
  ]) {
    const { code, stderr } = await runCommand("astrolabe", args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /--keep-raw must be a number of days from 31d on/);
  }
});
