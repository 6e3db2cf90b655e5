import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { contentsOf, fillStore, rowOf } from "./filled-store.ts";
import { runCommand } from "./run-command.ts";
import { post, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

const endMs = Date.UTC(2026, 10, 25);

test("a backup of a collector under load, restored after a kill, has every row acknowledged before, and balances", async (t) => {
  const collector = await serveCollector(t);
  const folder = await tempFolder(t);
  const acknowledged = new Set<string>();
  const sending = new AbortController();
  const send = async (): Promise<void> => {
    while (!sending.signal.aborted) {
      const rows = Array.from({ length: 20 }, () => ({ ...rowOf(endMs, 1), id: randomUUID() }));
      await post(collector, rows);
      for (const { id } of rows) acknowledged.add(id);
    }
  };
  const senders = [send(), send(), send()];
  const backups: { file: string; before: Set<string> }[] = [];
  for (const name of ["1.db", "2.db", "2.db"]) {
    const file = join(folder, name);
    const before = new Set(acknowledged);
    const { code, stdout, stderr } = await runCommand("astrolabe", [
      "backup",
      file,
      "--store",
      collector.store,
    ]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.match(stdout, / rows, checked\n$/);
    backups.push({ file, before });
  }
  const { code, stderr } = await runCommand("astrolabe", [
    "restore",
    join(folder, "2.db"),
    "--store",
    collector.store,
  ]);
  assert.equal(code, 1);
  assert.match(stderr, /events\.db is in use: stop the collector/);
  sending.abort();
  await Promise.all(senders);
  await collector.kill();
  assert.deepEqual((await readdir(folder)).toSorted(), ["1.db", "2.db"], "nothing is left beside them");

  for (const { file, before } of [backups[0], backups[2]].filter((made) => made !== undefined)) {
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const args = ["restore", file, "--store", collector.store];
    const refused = await runCommand("astrolabe", args);
    assert.match(refused.stderr, /has received \d+ rows since the backup.*--even-if-newer/);
    const restored = await runCommand("astrolabe", [...args, "--even-if-newer"]);
    assert.equal(restored.code, 0, restored.stderr);
    const aside = /; what was there is (.*) now/.exec(restored.stdout)?.[1] ?? "";
    const { events, ledger, counts } = await contentsOf(collector.store);
    const ids = new Set(events.map((row) => (JSON.parse(row) as { id: string }).id));
    assert.deepEqual(
      [...before].filter((id) => !ids.has(id)),
      [],
      "all rows acknowledged before are there",
    );
    assert.equal(ledger.received, ledger.stored + ledger.duplicate);
    assert.equal(ledger.stored, events.length);
    const runs = (counts[1] as { runs: number }[]).reduce((sum, count) => sum + count.runs, 0);
    assert.equal(runs, events.length);
    // What was there is kept whole; and it is put back for the next turn.
    assert.equal((await contentsOf(`sqlite:${aside}`)).events.length, acknowledged.size);
    const back = await runCommand("astrolabe", ["restore", aside, "--store", collector.store]);
    assert.equal(back.code, 0, back.stderr);
  }
});

test("a damaged database makes room for its backup, and damaged backups are not restored", async (t) => {
  const folder = await tempFolder(t);
  const [path, copy] = [join(folder, "events.db"), join(folder, "copy.db")];
  await fillStore(`sqlite:${path}`, 2000, endMs);
  const before = await contentsOf(`sqlite:${path}`);
  await runCommand("astrolabe", ["backup", copy, "--store", `sqlite:${path}`]);
  await writeFile(path, "this was a database");
  const restored = await runCommand("astrolabe", ["restore", copy, "--store", `sqlite:${path}`, "--json"]);
  assert.equal(restored.code, 0, restored.stderr);
  assert.deepEqual(await contentsOf(`sqlite:${path}`), before);

  const text = join(folder, "notes.txt");
  await writeFile(text, "mine");
  for (const [args, message] of [
    [["backup", text], /notes\.txt is there, and is no backup/],
    [["backup", path], /can't be its own backup/],
    [["restore", text], /notes\.txt is damaged: file is not a database/],
    [["restore", join(folder, "none.db")], /There is no backup/],
  ] as const) {
    const { code, stderr } = await runCommand("astrolabe", [...args, "--store", `sqlite:${path}`]);
    assert.equal(code, 1);
    assert.match(stderr, message);
  }
  assert.deepEqual(await contentsOf(`sqlite:${path}`), before);
  const postgres = await runCommand("astrolabe", ["backup", copy, "--store", "postgres://127.0.0.1/x"]);
  assert.equal(postgres.code, 2);
  assert.match(postgres.stderr, /pg_dump/);
});
