import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { postgresSuite } from "../../store/test/postgres-server.ts";
import { createRandom } from "../../store/test/random.ts";
import { contentsOf, fillStore, rowOf } from "./filled-store.ts";
import { runCommand, startCommand } from "./run-command.ts";
import { post, serveCollector } from "./serve-collector.ts";
import { tempFolder } from "./temp-folder.ts";

const seed = Number(process.env.ASTROLABE_TEST_SEED ?? Date.now() % 1_000_000);
const again = `seed ${seed}: ASTROLABE_TEST_SEED=${seed} plays the same again`;
const rows = 6000;
const endMs = Date.UTC(2026, 10, 25);

interface MoveJson {
  readonly events: { readonly stored: number; readonly present: number };
  readonly counts: Record<"equal" | "moving" | "more" | "fewer", number>;
  readonly same_numbers: boolean;
}

async function filled(t: TestContext): Promise<string> {
  const url = `sqlite:${join(await tempFolder(t), "source.db")}`;
  await fillStore(url, rows, endMs);
  return url;
}

async function move(from: string, to: string): Promise<MoveJson> {
  const ended = await runCommand("astrolabe", ["move", "--from", from, "--to", to, "--json"]);
  assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code: 0, stderr: "" });
  return JSON.parse(ended.stdout);
}

/** Kills moves a few milliseconds after the target has as many rows as the seed says, and looks what they left. */
async function moveWithKills(
  t: TestContext,
  from: string,
  to: string,
  countRows: () => Promise<number>,
): Promise<void> {
  t.diagnostic(again);
  const random = createRandom(seed);
  let killedAtWork = 0;
  let left = 0;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const wanted = left + random() * (rows - left) * 0.6;
    const child = startCommand("astrolabe", ["move", "--from", from, "--to", to]);
    child.stdout?.resume();
    child.stderr?.resume();
    const ended = once(child, "close");
    while (child.exitCode === null && (await countRows()) <= wanted) await wait(1);
    await wait(random() * 20);
    child.kill("SIGKILL");
    await ended;
    left = await countRows();
    if (child.signalCode === "SIGKILL" && left < rows) killedAtWork += 1;
  }
  assert.ok(killedAtWork > 0, "some were killed with a part of the rows moved");
}

async function countSqliteRows(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(database.prepare("SELECT count(*) AS rows FROM events").get()?.["rows"]);
  } catch {
    return 0; // The table is being made.
  } finally {
    database.close();
  }
}

postgresSuite("on PostgreSQL", (server) => {
  test("a move carries rows, totals, the ledger and every number; again it changes nothing; and back", async (t) => {
    const source = await filled(t);
    const database = await server.createEmptyDatabase();
    const before = await contentsOf(source);
    const first = await move(source, database.url);
    assert.equal(first.events.stored, before.events.length);
    assert.equal(first.same_numbers, true);
    assert.deepEqual(await contentsOf(database.url), before);
    const second = await move(source, database.url);
    assert.deepEqual(second.events, { stored: 0, present: before.events.length, refused: {} });
    assert.deepEqual(await contentsOf(database.url), before);

    const back = `sqlite:${join(await tempFolder(t), "back.db")}`;
    await move(database.url, back);
    assert.deepEqual(await contentsOf(back), before);
    await database.remove();
  });

  test("a move that is killed goes on when it is run again, with nothing twice", async (t) => {
    const source = await filled(t);
    const before = await contentsOf(source);
    const database = await server.createEmptyDatabase();
    const countRows = async (): Promise<number> => {
      const found = await database.query("SELECT count(*)::int AS rows FROM public.events").catch(() => []);
      return Number(found[0]?.["rows"] ?? 0);
    };
    await moveWithKills(t, source, database.url, countRows);
    await move(source, database.url);
    assert.deepEqual(await contentsOf(database.url), before);
    await database.remove();
  });
});

test("a move to SQLite that is killed goes on when it is run again, with nothing twice", async (t) => {
  const source = await filled(t);
  const before = await contentsOf(source);
  const path = join(await tempFolder(t), "target.db");
  const target = `sqlite:${path}`;
  await moveWithKills(t, source, target, () => countSqliteRows(path));
  await move(source, target);
  assert.deepEqual(await contentsOf(target), before);
  assert.deepEqual(await contentsOf(source), before);
});

test("while a collector takes events, late ones among them, a move goes on, and a second one brings the rest", async (t) => {
  const collector = await serveCollector(t);
  const target = `sqlite:${join(await tempFolder(t), "target.db")}`;
  let sent = 0;
  const moved = new AbortController();
  // Every other event is from days ago: its id sorts before those that are there.
  const sendOne = (): Promise<void> => {
    sent += 1;
    return post(collector, [rowOf(endMs - (sent % 2) * sent * 1e6, sent)]);
  };
  for (let n = 0; n < 200; n += 1) await sendOne();
  const sending = (async () => {
    while (!moved.signal.aborted) await sendOne();
  })();
  const { code, stdout, stderr } = await runCommand("astrolabe", [
    ...["move", "--from", collector.store, "--to", target, "--json"],
  ]);
  moved.abort();
  await sending;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const during: MoveJson = JSON.parse(stdout);
  assert.ok(during.events.stored >= 200);
  assert.equal(during.counts.more + during.counts.fewer, 0);

  const after = await move(collector.store, target);
  assert.equal(during.events.stored + after.events.stored, sent);
  assert.equal(after.counts.moving, 0);
  assert.deepEqual(await contentsOf(target), await contentsOf(collector.store));
});

test("when the target's disk is full the move fails and says so, and goes on when there is room", async (t) => {
  const source = await filled(t);
  const target = `sqlite:${join(await tempFolder(t), "target.db")}`;
  const under = ["sh", "-c", `trap "" XFSZ; ulimit -f 700; exec "$0" "$@"`];
  const args = ["move", "--from", source, "--to", target];
  const { code, stdout, stderr } = await runCommand("astrolabe", args, { under });
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  assert.match(stderr, /Nothing was stored in the database .*target\.db: /);
  await move(source, target);
  assert.deepEqual(await contentsOf(target), await contentsOf(source));
});

test("what the numbers of both sides can't be held to is said, and is exit code 1", async (t) => {
  const source = await filled(t);
  const target = `sqlite:${join(await tempFolder(t), "target.db")}`;
  await fillStore(target, 10, endMs + 1); // Rows of its own.
  const more = await runCommand("astrolabe", ["move", "--from", source, "--to", target]);
  assert.equal(more.code, 1);
  assert.match(more.stderr, /numbers are larger in the target: it holds runs that the source has not/);

  const keep = `sqlite:${join(await tempFolder(t), "keep.db")}`;
  await move(source, keep);
  const pruned = await runCommand("astrolabe", ["prune", "--keep-raw", "31d", "--store", keep]);
  assert.equal(pruned.code, 0, pruned.stderr);
  const old = await runCommand("astrolabe", ["move", "--from", source, "--to", keep, "--json"]);
  assert.equal(old.code, 1);
  assert.match(old.stderr, /rows are older than what the target keeps/);
});

test("what has expired is carried as numbers, once, and what expires at the source later stays in the target", async (t) => {
  const source = `sqlite:${join(await tempFolder(t), "source.db")}`;
  await fillStore(source, 2000, Date.now());
  const { counts } = await contentsOf(source);
  const prune = async (days: number): Promise<void> => {
    const { code, stderr } = await runCommand("astrolabe", [
      "prune",
      "--keep-raw",
      `${days}d`,
      "--store",
      source,
    ]);
    assert.equal(code, 0, stderr);
  };
  await prune(60);
  const { ledger } = await contentsOf(source);
  assert.ok(ledger.expired > 0);
  const target = `sqlite:${join(await tempFolder(t), "target.db")}`;
  for (const days of [60, 40]) {
    await prune(days);
    const { same_numbers } = await move(source, target);
    const after = await contentsOf(target);
    assert.equal(same_numbers, true);
    assert.deepEqual({ counts: after.counts, ledger: after.ledger }, { counts, ledger });
  }
});

test("a source that is not there, or is the target, is not moved", async (t) => {
  const source = await filled(t);
  const same = await runCommand("astrolabe", ["move", "--from", source, "--to", source]);
  assert.deepEqual({ code: same.code, stdout: same.stdout }, { code: 1, stdout: "" });
  assert.match(same.stderr, /both URLs name the same database, or one is a copy/);
  const missing = await runCommand("astrolabe", ["move", "--from", "sqlite:/nowhere/a.db", "--to", source]);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /there is no database \/nowhere\/a\.db/);
  assert.equal((await runCommand("astrolabe", ["move", "--from", source])).code, 2);
});
