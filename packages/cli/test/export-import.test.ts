import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { contentsOf, fillStore } from "./filled-store.ts";
import { runCommand, startCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

const endMs = Date.UTC(2026, 10, 25);

interface ImportJson {
  readonly read: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly refused: Readonly<Record<string, number>>;
}

async function importInto(store: string, args: readonly string[]): Promise<ImportJson> {
  const ended = await runCommand("astrolabe", ["import", ...args, "--store", store, "--json"]);
  assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code: 0, stderr: "" });
  return JSON.parse(ended.stdout);
}

async function newStore(t: TestContext): Promise<string> {
  return `sqlite:${join(await tempFolder(t), "events.db")}`;
}

test("an export read by nsm-stats says what the store says, and imported it is the same store, to the last digit", async (t) => {
  const folder = await tempFolder(t);
  const store = await newStore(t);
  await fillStore(store, 3000, endMs);
  const before = await contentsOf(store);
  const plain = await runCommand("astrolabe", ["export", "--store", store]);
  assert.deepEqual(plain.stdout.trimEnd().split("\n"), before.events);
  assert.equal(plain.stderr, "astrolabe export: 3,003 rows\n");

  const counts = await runCommand("nsm-stats", ["-"], { stdin: plain.stdout });
  for (const suffix of ["gz", "zst", "br"]) {
    const file = join(folder, `events.ndjson.${suffix}`);
    const { code } = await runCommand("astrolabe", ["export", "--store", store, "--out", file]);
    assert.equal(code, 0);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await runCommand("nsm-stats", [file])).stdout, counts.stdout);
  }
  assert.equal((await readdir(folder)).length, 3, "nothing is left beside the files");

  const copy = await newStore(t);
  const file = join(folder, "events.ndjson.zst");
  const first = await importInto(copy, [file]);
  assert.deepEqual(first, { read: 3003, stored: 3003, duplicate: 0, refused: {} });
  const { events, counts: copied } = await contentsOf(copy);
  assert.deepEqual({ events, copied }, { events: before.events, copied: before.counts });
  const again = await importInto(copy, [file]);
  assert.deepEqual(again, { read: 3003, stored: 0, duplicate: 3003, refused: {} });
  assert.deepEqual((await contentsOf(copy)).events, before.events);
});

test("events without an id count as often as a file holds them, and never again", async (t) => {
  const folder = await tempFolder(t);
  const store = await newStore(t);
  const run = { name: "ai-do", exit_code: 0, end_ts: 1_763_836_000.1, developer: "ann" };
  const line = JSON.stringify(run);
  // The same value with another order of members, and other white space.
  const same = '{ "developer":"ann","end_ts":1763836000.1,  "exit_code":0,"name":"ai-do"}';
  await writeFile(join(folder, "a.ndjson"), `${line}\n${same}\n\n`);
  await writeFile(
    join(folder, "b.json"),
    JSON.stringify([run, { ...run, developer: "bob" }, { id: 7, payload: run }]),
  );
  const a = join(folder, "a.ndjson");

  assert.deepEqual(await importInto(store, [a]), { read: 2, stored: 2, duplicate: 0, refused: {} });
  assert.deepEqual(await importInto(store, [a, a]), { read: 4, stored: 0, duplicate: 4, refused: {} });
  // What both files hold is the same event: an overlap of two exports.
  assert.deepEqual(await importInto(store, [folder]), { read: 5, stored: 2, duplicate: 3, refused: {} });
  await writeFile(a, `${line}\n${same}\n${line}\n`);
  assert.deepEqual(await importInto(store, [a]), { read: 3, stored: 1, duplicate: 2, refused: {} });
  const exported = await runCommand("astrolabe", ["export", "--store", store]);
  assert.equal(
    (await runCommand("nsm-stats", ["-"], { stdin: exported.stdout })).stdout,
    "ann,2025-W47,4\nbob,2025-W47,1\n",
  );
});

test("what is no event is set aside as it stands, and said by reason", async (t) => {
  const folder = await tempFolder(t);
  const store = await newStore(t);
  const bad = ["{torn", '"text"', "5", '{"name":"\xff"}', '{"name":"x","n":1e999999}'];
  const good = ['{"name":"x"}', '{"id":"00000000-0000-4000-8000-00000000000A","payload":null}'];
  const file = join(folder, "mixed.ndjson");
  await writeFile(
    file,
    Buffer.from(`${[bad[0], good[0], ...bad.slice(1), good[1]].join("\r\n")}\r\n`, "latin1"),
  );
  const rejects = join(folder, "rejects");
  const { stdout, stderr, code } = await runCommand("astrolabe", [
    ...["import", file, "--store", store, "--rejects", rejects],
  ]);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.equal(
    stdout,
    "7 values: 2 stored, 0 there already, 5 refused\n" +
      "  1 not valid JSON\n  2 not an object\n  1 not valid UTF-8\n  1 value overflows numeric format\n",
  );
  const aside = (await readFile(rejects, "latin1")).split(/\r?\n/).filter((text) => text !== "");
  assert.deepEqual(aside, bad);
  assert.equal((await stat(rejects)).mode & 0o777, 0o600);
  const { ledger } = await contentsOf(store);
  assert.deepEqual({ received: ledger.received, stored: ledger.stored }, { received: 2, stored: 2 });
});

test("an export that is broken off leaves no file, and one whose reader goes away ends quietly", async (t) => {
  const folder = await tempFolder(t);
  const store = await newStore(t);
  await fillStore(store, 20_000, endMs);
  const limited = ["sh", "-c", `trap "" XFSZ; ulimit -f 100; exec "$0" "$@"`];
  const args = ["export", "--store", store];
  const full = await runCommand("astrolabe", [...args, "--out", join(folder, "x.ndjson")], {
    under: limited,
  });
  assert.equal(full.code, 1);
  assert.match(full.stderr, /EFBIG|file too large/i);
  assert.deepEqual(await readdir(folder), []);

  const child = startCommand("astrolabe", args);
  let stderr = "";
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  child.stdout?.once("data", () => child.stdout?.destroy());
  await once(child, "close");
  assert.deepEqual({ code: child.exitCode, stderr }, { code: 0, stderr: "" });
  const usage = await runCommand("astrolabe", [...args, "--out", join(folder, "x.gz"), "--compress", "br"]);
  assert.equal(usage.code, 2);
});
