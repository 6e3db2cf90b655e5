import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { dataDirFrom } from "../src/data-dir.ts";
import { findSecrets, loadSecrets, readSecrets, retireSecrets, rotateSecret } from "../src/secret.ts";
import type { Secrets } from "../src/secret.ts";

describe("the signing secret", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = join(await mkdtemp(join(tmpdir(), "astrolabe-secret-")), "data");
  });
  afterEach(() => rm(join(dataDir, ".."), { recursive: true }));
  const load = (env: NodeJS.ProcessEnv = {}): Promise<Secrets> => loadSecrets(findSecrets({ dataDir, env }));
  const path = (): string => join(dataDir, "jwt-secret");

  test("is made on first start, readable by its owner alone, and kept", async () => {
    const [secret] = await load();
    assert.ok(secret.length >= 32);
    assert.equal((await stat(path())).mode & 0o777, 0o600);
    assert.deepEqual(await load(), [secret]);
  });

  test("is one, however many collectors start at once", async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => load()));
    assert.equal(new Set(secrets.flat()).size, 1);
    assert.deepEqual(await readdir(dataDir), ["jwt-secret"]);
  });

  test("comes from ASTROLABE_JWT_SECRET if that is set, and nothing is written", async () => {
    const given = "x".repeat(32);
    assert.deepEqual(await load({ ASTROLABE_JWT_SECRET: given }), [given]);
    await assert.rejects(readFile(path()), { code: "ENOENT" });
  });

  test("is refused when it is too short, wherever it comes from", async () => {
    await assert.rejects(load({ ASTROLABE_JWT_SECRET: "short" }), /ASTROLABE_JWT_SECRET/);
    await load();
    await writeFile(path(), "short");
    await assert.rejects(load(), /jwt-secret has 5 characters/);
  });

  test("is not made in a file that was named, and not taken from two places", async () => {
    const file = join(dataDir, "secrets");
    await assert.rejects(loadSecrets(findSecrets({ dataDir, env: {}, file })), /There is no secret file/);
    const env = { ASTROLABE_JWT_SECRET: "x".repeat(32) };
    assert.throws(() => findSecrets({ dataDir, env, file }), /Take one of them away/);
  });

  test("is put before the earlier ones when it is rotated, and alone when they are retired", async () => {
    const [first] = await load();
    await writeFile(path(), `\n  ${first}\r\n\n`, { mode: 0o640 });
    const { mode } = await stat(path());
    const [second, ...earlier] = await rotateSecret(path());
    assert.notEqual(second, first);
    assert.deepEqual(earlier, [first]);
    assert.deepEqual(await load(), [second, first]);
    assert.equal((await stat(path())).mode, mode, "readable for whom it was");
    assert.deepEqual(await retireSecrets(path()), [second]);
    assert.deepEqual(await readSecrets(findSecrets({ dataDir, env: {} })), [second]);
    assert.deepEqual(await readdir(dataDir), ["jwt-secret"]);
  });
});

test("the data directory is ASTROLABE_DATA_DIR, else the platform's place", () => {
  assert.equal(dataDirFrom({ ASTROLABE_DATA_DIR: "/data" }), "/data");
  assert.equal(dataDirFrom({ XDG_DATA_HOME: "/home/x/share" }), join("/home/x/share", "astrolabe"));
  assert.match(dataDirFrom({ HOME: "/home/x" }), /x.*astrolabe$/);
});
