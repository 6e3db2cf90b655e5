import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { dataDirFrom } from "../src/data-dir.ts";
import { loadSecret } from "../src/secret.ts";

describe("the signing secret", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = join(await mkdtemp(join(tmpdir(), "astrolabe-secret-")), "data");
  });
  afterEach(() => rm(join(dataDir, ".."), { recursive: true }));

  test("is made on first start, readable by its owner alone, and kept", async () => {
    const secret = await loadSecret({ dataDir, env: {} });
    assert.ok(secret.length >= 32);
    assert.equal((await stat(join(dataDir, "jwt-secret"))).mode & 0o777, 0o600);
    assert.equal(await loadSecret({ dataDir, env: {} }), secret);
  });

  test("is one, however many collectors start at once", async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => loadSecret({ dataDir, env: {} })));
    assert.equal(new Set(secrets).size, 1);
  });

  test("comes from ASTROLABE_JWT_SECRET if that is set, and nothing is written", async () => {
    const given = "x".repeat(32);
    assert.equal(await loadSecret({ dataDir, env: { ASTROLABE_JWT_SECRET: given } }), given);
    await assert.rejects(readFile(join(dataDir, "jwt-secret")), { code: "ENOENT" });
  });

  test("is refused when it is too short, wherever it comes from", async () => {
    await assert.rejects(
      loadSecret({ dataDir, env: { ASTROLABE_JWT_SECRET: "short" } }),
      /ASTROLABE_JWT_SECRET/,
    );
    await loadSecret({ dataDir, env: {} });
    await writeFile(join(dataDir, "jwt-secret"), "short");
    await assert.rejects(loadSecret({ dataDir, env: {} }), /jwt-secret has 5 characters/);
  });
});

test("the data directory is ASTROLABE_DATA_DIR, else the platform's place", () => {
  assert.equal(dataDirFrom({ ASTROLABE_DATA_DIR: "/data" }), "/data");
  assert.equal(dataDirFrom({ XDG_DATA_HOME: "/home/x/share" }), join("/home/x/share", "astrolabe"));
  assert.match(dataDirFrom({ HOME: "/home/x" }), /x.*astrolabe$/);
});
