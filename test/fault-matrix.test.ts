// The matrix of faults that Mozilla tests its ingestion with: invalid traffic, a store that fails or
// hangs, a disk that is full. Each row: nothing acknowledged is lost, nothing counts twice, everybody is told, and all is
// well again without hands, in no more time than the outage lasted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { mintKey, startCollector } from "@astrolabe/collector";
import { type EventStore, StoreBusyError, openStore } from "@astrolabe/store";
import { createRandom } from "../packages/store/test/random.ts";
import { assertConsistent } from "../packages/store/test/contract/stored-rows.ts";
import { type PlannedRow, plannedBatches } from "../packages/store/test/kill/planned-batches.ts";
import { type PostgresServer, postgresSuite } from "../packages/store/test/postgres-server.ts";
import { type Told, sendAll } from "./many-collectors/sender.ts";

const seed = Number(process.env["ASTROLABE_TEST_SEED"] ?? Date.now() % 1_000_000);
const secret = "a secret for tests, thirty-two characters or more";
const senders = 8;
const outageMs = 2_500;

describe("invalid traffic", () => {
  for (const percent of [5, 50, 100]) {
    test(`of ${percent} %: each row ends as stored or as rejected with its reason, and each sender is told which`, async (t) => {
      const scene = await setUp(t, await newSqliteUrl(t));
      const random = createRandom(seed);
      let [valid, invalid] = [0, 0];
      await Promise.all(
        Array.from({ length: 300 }, async (_, n) => {
          const isInvalid = random() * 100 < percent;
          const body = isInvalid
            ? invalidBodies[n % invalidBodies.length]
            : `{"payload":{"name":"ai-do","n":${n}}}`;
          const status = await scene.post(body ?? "");
          if (isInvalid) invalid += 1;
          else valid += 1;
          assert.equal(status, isInvalid ? 400 : 201, body);
        }),
      );
      const { received, stored, rejected } = await scene.store.ledger();
      assert.deepEqual({ received, stored }, { received: valid + invalid, stored: valid });
      assert.equal(
        Object.values(rejected).reduce((sum, rows) => sum + rows, 0),
        invalid,
      );
    });
  }
});

const invalidBodies = [
  "{",
  '{"payload":1,"nope":2}',
  '{"id":"x","payload":1}',
  '{"payload":"\\u0000"}',
  '{"payload":NaN}',
  `{"payload":${"[".repeat(5000)}`,
  "\u0000\u0001",
  '{"id":null}',
];

describe("a store that fails", { concurrency: true }, () => {
  for (const percent of [10, 100]) {
    test(`${percent} % of the time: senders are told to come back, and all is stored once when it is well again`, async (t) => {
      const fault = { percent: 0 };
      const random = createRandom(seed);
      const scene = await setUp(t, await newSqliteUrl(t), (store) => ({
        ...store,
        insertEvents: async (...write) => {
          if (random() * 100 < fault.percent) throw new StoreBusyError("The disk is on strike");
          return store.insertEvents(...write);
        },
      }));
      await outage(
        scene,
        () => (fault.percent = percent),
        () => (fault.percent = 0),
      );
    });
  }

  for (const percent of [10, 100]) {
    test(`to answer ${percent} % of the time, and stores later: senders are told in time, and what they send again counts once`, async (t) => {
      const fault = { percent: 0, until: Promise.resolve() };
      const random = createRandom(seed);
      const scene = await setUp(t, await newSqliteUrl(t), (store) => ({
        ...store,
        insertEvents: async (...write) => {
          if (random() * 100 < fault.percent) await fault.until;
          return store.insertEvents(...write);
        },
      }));
      let heal = (): void => {};
      const hang = (): void => {
        fault.percent = percent;
        fault.until = new Promise((resolve) => (heal = resolve));
      };
      // Longer than the collector waits for its store.
      await outage(scene, hang, () => ((fault.percent = 0), heal()), 8_000);
    });
  }
});

postgresSuite("PostgreSQL", (postgres: PostgresServer) => {
  test("that stands still: senders wait or are told to come back, and all is stored once when it moves again", async (t) => {
    const database = await postgres.createDatabase();
    t.after(() => database.remove());
    const [row] = await database.query("SELECT pg_read_file('postmaster.pid') AS text");
    const pid = Number(String(row?.["text"]).split("\n")[0]);
    const signalAll = (signal: NodeJS.Signals): void => {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
      for (const one of [pid, ...children.map(Number)]) process.kill(one, signal);
    };
    t.after(() => signalAll("SIGCONT"));
    const scene = await setUp(t, database.url);
    await outage(
      scene,
      () => signalAll("SIGSTOP"),
      () => signalAll("SIGCONT"),
    );
  });

  test("whose table another program locks: senders wait or are told to come back, and all is stored once after that", async (t) => {
    const database = await postgres.createDatabase();
    t.after(() => database.remove());
    const scene = await setUp(t, database.url);
    const locking = "BEGIN; LOCK TABLE public.events; SELECT pg_sleep(600)";
    let holding: Promise<unknown> = Promise.resolve();
    const release = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'";
    await outage(
      scene,
      () => {
        holding = database.query(locking).catch(() => {});
      },
      async () => {
        await database.query(release);
        await holding;
      },
    );
  });
});

test("a full disk: senders are told to come back, and all is stored once when there is room", async (t) => {
  const tmpfs = await mountTmpfs();
  if (tmpfs === undefined) return t.skip("mounting is not allowed here");
  const { folder, resize } = tmpfs;
  t.after(() => tmpfs.unmount());
  const scene = await setUp(t, `sqlite:${join(folder, "events.db")}`);
  resize("400k");
  while (scene.told.putOff === 0) await wait(5);
  await outage(
    scene,
    () => {},
    () => resize("64m"),
  );
  assert.ok(scene.told.putOff > 0);
});

interface Scene {
  readonly store: EventStore;
  readonly told: Told;
  /** Posts a body; resolves to the status. */
  post(body: string): Promise<number>;
  /** Resolves when all that senders had has been acknowledged; they begin nothing new. */
  settle(): Promise<void>;
  /** Compares what is stored with what was sent. */
  compare(): Promise<void>;
}

/** Breaks and heals; then everything that senders had must be there, in no more time than it was broken. */
async function outage(
  scene: Scene,
  breakIt: () => unknown,
  heal: () => unknown,
  lastsMs: number = outageMs,
): Promise<void> {
  while (scene.told.acknowledged.size < 100) await wait(5);
  await breakIt();
  await wait(lastsMs);
  await heal();
  const healedAt = performance.now();
  await scene.settle();
  const recoveryMs = performance.now() - healedAt;
  await scene.compare();
  assert.ok(recoveryMs <= lastsMs, `it was away for ${lastsMs} ms, and took ${recoveryMs} ms to recover`);
}

/** A collector with senders that go on until `settle`; `faulty` puts a fault before its store. */
async function setUp(
  t: TestContext,
  url: string,
  faulty: (store: EventStore) => EventStore = (store) => store,
): Promise<Scene> {
  t.diagnostic(`seed ${seed}: ASTROLABE_TEST_SEED=${seed} sends the same rows again`);
  const store = await openStore(url);
  const collector = await startCollector({ store: faulty(store), secret, port: 0 });
  const token = await mintKey("anon", secret);
  const told: Told = { acknowledged: new Set(), duplicates: new Set(), putOff: 0, unanswered: [] };
  const planned: PlannedRow[] = [];
  const endpoint = `${collector.url}/rest/v1/events`;
  let ending = false;
  t.after(async () => {
    ending = true;
    await collector.close();
    await store.close();
  });
  const load = async (sender: number): Promise<void> => {
    for (const rows of plannedBatches(seed, sender)) {
      if (ending) return;
      planned.push(...rows);
      await sendAll(rows, { url: endpoint, token, told });
      await wait(10);
    }
  };
  let loads: readonly Promise<void>[] | undefined;
  const scene: Scene = {
    store,
    get told() {
      loads ??= Array.from({ length: senders }, (_, sender) => load(sender));
      return told;
    },
    async post(body) {
      const headers = { apikey: token, "Content-Type": "application/json" };
      const answer = await fetch(endpoint, { method: "POST", headers, body });
      await answer.arrayBuffer();
      return answer.status;
    },
    async settle() {
      ending = true;
      await Promise.all(loads ?? []);
    },
    async compare() {
      const stored = (await assertConsistent(store, ["ai-do", "build"])).map(({ id }) => id);
      assert.deepEqual(stored.toSorted(), planned.map(({ id }) => id).toSorted());
      assert.deepEqual(told.unanswered, [], "whoever couldn't be served was told so");
      t.diagnostic(`${stored.length} rows, ${told.duplicates.size} sent again, ${told.putOff} times put off`);
    },
  };
  return scene;
}

async function newSqliteUrl(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-faults-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, "events.db")}`;
}

interface Tmpfs {
  readonly folder: string;
  resize(size: string): void;
  unmount(): Promise<void>;
}

/** A small file system in memory; undefined where this user may not mount one. */
async function mountTmpfs(): Promise<Tmpfs | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "astrolabe-tmpfs-"));
  const mount = (options: string): void => {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
  };
  try {
    mount("size=64m");
  } catch {
    await rm(folder, { recursive: true });
    return undefined;
  }
  return {
    folder,
    resize: (size) => mount(`remount,size=${size}`),
    async unmount() {
      execFileSync("umount", ["-l", folder]);
      await rm(folder, { recursive: true });
    },
  };
}
