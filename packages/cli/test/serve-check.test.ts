import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { expireCertificate, makeCertificate } from "./make-certificate.ts";
import { runCommand } from "./run-command.ts";
import { tempFolder } from "./temp-folder.ts";

interface Found {
  readonly code: number | null;
  /** By check. */
  readonly findings: Readonly<Record<string, { readonly status: string; readonly message: string }>>;
}

async function check(args: readonly string[], env: Record<string, string>): Promise<Found> {
  const { code, stdout, stderr } = await runCommand("astrolabe", ["serve", "--check", "--json", ...args], {
    env,
  });
  assert.equal(stderr, "");
  const findings: { check: string; status: string; message: string }[] = JSON.parse(stdout);
  return { code, findings: Object.fromEntries(findings.map((finding) => [finding.check, finding])) };
}

/** What a check says is wrong, where all the others say that they are well. */
async function problemOf(
  name: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<string> {
  const { code, findings } = await check(["--port", "0", ...args], env);
  for (const [other, { status }] of Object.entries(findings)) {
    assert.equal(status, other === name ? "problem" : "ok", `${other} of ${args.join(" ")}`);
  }
  assert.equal(code, 1);
  return findings[name]?.message ?? "";
}

async function newEnv(t: TestContext): Promise<Record<string, string>> {
  return { ASTROLABE_DATA_DIR: join(await tempFolder(t), "data") };
}

test("--check finds nothing wrong with the defaults, and changes nothing", async (t) => {
  const env = await newEnv(t);
  const { code, findings } = await check(["--port", "0"], env);
  assert.equal(code, 0);
  assert.deepEqual(Object.keys(findings), [
    "settings",
    "events",
    "pseudonyms",
    "secret",
    "certificate",
    "proxies",
    "store",
    "address",
  ]);
  for (const { status } of Object.values(findings)) assert.equal(status, "ok");
  assert.ok(!existsSync(env["ASTROLABE_DATA_DIR"] ?? ""));
});

test("--check says which migrations a store still needs, and runs none", async (t) => {
  const path = join(await tempFolder(t), "events.db");
  const database = new DatabaseSync(path);
  database.exec(
    "PRAGMA application_id = 0x41737472; CREATE TABLE migrations (number INTEGER, name, checksum)",
  );
  database.close();
  const { code, findings } = await check(["--port", "0", "--store", `sqlite:${path}`], await newEnv(t));
  assert.equal(code, 0);
  assert.equal(findings["store"]?.status, "warning");
  assert.match(findings["store"]?.message ?? "", /\d migrations will run/);
  assert.deepEqual(await readdir(join(path, "..")), ["events.db"]);
});

test("--check names what is wrong with the store, without its password", async (t) => {
  const env = await newEnv(t);
  const other = join(await tempFolder(t), "other.db");
  const database = new DatabaseSync(other);
  database.exec("CREATE TABLE mine (a)");
  database.close();
  const cases: [url: string, message: RegExp][] = [
    ["redis://u:hunter2@h", /There is no store for "redis:"/],
    ["postgres://u:hunter2@127.0.0.1:1/d", /127\.0\.0\.1:1\/d: connect ECONNREFUSED/],
    ["clickhouse://u:hunter2@127.0.0.1:1/d", /127\.0\.0\.1:1\/d: connect ECONNREFUSED/],
    [`sqlite:${other}/none/events.db`, /events\.db: .*other\.db is no folder/],
    [`sqlite:${other}`, /it is another program's database/],
  ];
  for (const [url, message] of cases) {
    const said = await problemOf("store", [], { ...env, ASTROLABE_STORE: url });
    assert.match(said, message);
    assert.doesNotMatch(said, /hunter2/);
  }
});

test("--check refuses a short secret, one given twice, and a file that isn't there", async (t) => {
  const env = await newEnv(t);
  const file = join(await tempFolder(t), "secrets");
  const secret = "s".repeat(32);
  assert.match(await problemOf("secret", [], { ...env, ASTROLABE_JWT_SECRET: "short" }), /has 5 characters/);
  assert.match(await problemOf("secret", ["--secret-file", file], env), /There is no secret file/);
  await writeFile(file, `${secret}\nshort\n`);
  assert.match(await problemOf("secret", ["--secret-file", file], env), /has 5 characters/);
  await writeFile(file, `${secret}\n`);
  const twice = { ...env, ASTROLABE_JWT_SECRET: secret };
  assert.match(await problemOf("secret", ["--secret-file", file], twice), /Take one of them away/);
});

test("--check refuses a certificate that is expired, without its key, or with another's key", async (t) => {
  const env = await newEnv(t);
  const [good, expired] = [await tempFolder(t), await tempFolder(t)];
  await makeCertificate(good, { names: "DNS:localhost", days: 90 });
  await expireCertificate(await makeCertificate(expired, { names: "DNS:localhost", days: 2 }));
  const files = (cert: string, key: string): string[] => [
    "--tls-cert",
    join(cert, "cert.pem"),
    "--tls-key",
    join(key, "key.pem"),
  ];
  const { code, findings } = await check(["--port", "0", ...files(good, good)], env);
  assert.equal(code, 0);
  assert.match(findings["certificate"]?.message ?? "", /^for DNS:localhost, for 89 more days$/);
  assert.match(await problemOf("certificate", files(expired, expired), env), /it expired on/);
  assert.match(
    await problemOf("certificate", files(good, expired), env),
    /is not the key of the certificate/,
  );
  assert.match(
    await problemOf("certificate", ["--tls-key", join(good, "key.pem")], env),
    /name the other one with --tls-cert/,
  );
});

test("--check refuses to store developers as they come where they had other names", async (t) => {
  const env = await newEnv(t);
  const keys = join(env["ASTROLABE_DATA_DIR"] ?? "", "pseudonym-keys");
  await mkdir(keys, { recursive: true });
  await writeFile(join(keys, "stable.key"), "x");
  assert.match(await problemOf("pseudonyms", [], env), /Start it with --pseudonyms weekly or stable/);
});

test("--check refuses a port that is taken, a proxy that is no address, and a file of events that is none", async (t) => {
  const env = await newEnv(t);
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  assert.match(await problemOf("address", ["--port", String(port)], env), /is taken/);
  assert.match(
    await problemOf("proxies", ["--trust-proxy", "10.0.0.0/33"], env),
    /neither an address nor a network/,
  );
  assert.match(await problemOf("events", ["--events", "/nonexistent.json"], env), /declares no events/);
  assert.match(await problemOf("settings", [], { ...env, ASTROLABE_COLLECTORS: "0" }), /from 1 to 1000/);
});

test("--check prints a line a check for people", async (t) => {
  const { code, stdout } = await runCommand("astrolabe", ["serve", "--check", "--port", "0"], {
    env: await newEnv(t),
  });
  assert.equal(code, 0);
  assert.match(stdout, /^✓ settings {5}from --port\n✓ events/);
  assert.match(stdout, /\nno problems, no warnings\n$/);
});
