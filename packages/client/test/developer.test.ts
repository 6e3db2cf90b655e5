import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { developerOf } from "../src/developer.ts";
import { findOwnPseudonyms } from "../src/forget/own-pseudonyms.ts";
import { isProven } from "../src/forget/proof.ts";
import { loadInstallSecret } from "../src/install-secret.ts";
import { makeStateFolder } from "./state-folder.ts";

function developer(env: NodeJS.ProcessEnv, stateDir: string = "/nonexistent"): string {
  return developerOf({ env, stateDir });
}

function hmac(key: string | Buffer, message: string): string {
  return createHmac("sha256", key).update(message).digest("hex").slice(0, 32);
}

test("with a salt it is the first 128 bits of the HMAC of the trimmed lower-case identity", () => {
  assert.equal(developer({ EVENTS_SALT: "s", EMAIL: " Ada@Example.org " }), hmac("s", "ada@example.org"));
});

test("without a salt the key is the installation's secret", () => {
  using state = makeStateFolder();
  const key = Buffer.from(loadInstallSecret(state.path).hex, "hex");
  for (const [identity, message] of [
    ["ada@example.org", "ada@example.org"],
    [" Ada@Example.org", "ada@example.org"],
    ["bob@example.org", "bob@example.org"],
    ["ada@example.org", "ada@example.org"],
  ] as const) {
    // Twice: made, and remembered.
    for (const env of [{ EMAIL: identity }, { EMAIL: identity, EVENTS_SALT: "" }]) {
      assert.equal(developer(env, state.path), hmac(key, message));
    }
  }
});

test("a remembered pseudonym goes with its secret", () => {
  using state = makeStateFolder();
  const first = developer({ USER: "ada" }, state.path);
  assert.equal(developer({ USER: "ada" }, state.path), first);
  rmSync(join(state.path, "install-secret"));
  assert.notEqual(developer({ USER: "ada" }, state.path), first);
});

test("of the names that somebody goes by the last sixteen are remembered, so that their pseudonyms can be proven", () => {
  using state = makeStateFolder();
  const made = Array.from({ length: 20 }, (_, n) => developer({ USER: `ada${n}` }, state.path));
  assert.equal(developer({ USER: "ada0" }, state.path), made[0]);
  const { proofs } = findOwnPseudonyms(state.path, {});
  const proven = made.filter((each) => proofs.has(each));
  assert.deepEqual(proven, [made[0], ...made.slice(-15)]);
  assert.ok([...proofs.values()].every(isProven));
});

test("a dry run writes nothing, and shows the pseudonym that there is", () => {
  using state = makeStateFolder();
  const dryRun = (): string => developerOf({ env: { USER: "ada" }, stateDir: state.path, isDryRun: true });
  assert.match(dryRun(), /^[0-9a-f]{32}$/);
  assert.deepEqual(readdirSync(state.path), []);
  const real = developer({ USER: "ada" }, state.path);
  assert.equal(dryRun(), real);
});

test("the identity is the first of four variables that says something", () => {
  const all = { EVENTS_SALT: "s", GIT_AUTHOR_EMAIL: "a", EMAIL: "b", USER: "c", USERNAME: "d" };
  assert.equal(developer(all), hmac("s", "a"));
  assert.equal(developer({ ...all, GIT_AUTHOR_EMAIL: "" }), hmac("s", "b"));
  assert.equal(developer({ ...all, GIT_AUTHOR_EMAIL: "", EMAIL: " " }), hmac("s", "c"));
  assert.equal(developer({ EVENTS_SALT: "s", USERNAME: "d" }), hmac("s", "d"));
});

test("people without any identity are not made one by a shared salt", () => {
  using state = makeStateFolder();
  const found = developer({ EVENTS_SALT: "s" }, state.path);
  assert.equal(found, hmac(Buffer.from(loadInstallSecret(state.path).hex, "hex"), ""));
});

test("older clients' pseudonym is the UUIDv5 of the identity in the DNS namespace", () => {
  const env = { EMAIL: "www.example.com", EVENTS_SALT: "s" };
  const found = developerOf({ env, stateDir: "/nonexistent", identity: "uuid5" });
  assert.equal(found, "2ed6657de927568b95e12665a8aea6a2");
});

test("the installation's secret is made once, and only its owner may read it", () => {
  using state = makeStateFolder();
  const dir = join(state.path, "new");
  const secret = loadInstallSecret(dir);
  assert.match(secret.hex, /^[0-9a-f]{64}$/);
  assert.deepEqual(loadInstallSecret(dir), secret);
  if (process.platform === "win32") return;
  assert.equal(statSync(join(dir, "install-secret")).mode & 0o777, 0o600);
  assert.equal(statSync(dir).mode & 0o777, 0o700);
});

test("a secret that is not whole is made anew", () => {
  using state = makeStateFolder();
  writeFileSync(join(state.path, "install-secret"), "abcd");
  const secret = loadInstallSecret(state.path);
  assert.match(secret.hex, /^[0-9a-f]{64}$/);
  assert.deepEqual(loadInstallSecret(state.path), secret);
});
