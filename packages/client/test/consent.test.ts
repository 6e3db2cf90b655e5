import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { choose } from "../src/choose.ts";
import { isTruthy, resolveConsent } from "../src/consent.ts";
import { makeStateFolder } from "./state-folder.ts";

const nowhere = "/nonexistent/astrolabe";

test("without a word from anybody it is off", () => {
  assert.deepEqual(resolveConsent({ env: {}, stateDir: nowhere }), { mode: "off", decidedBy: "default" });
});

test("who decides: DO_NOT_TRACK, then the flag, then EVENTS_ENABLED, then the stored choice", () => {
  using state = makeStateFolder();
  choose(state.path, "on");
  const decide = (env: NodeJS.ProcessEnv, ...argv: string[]): string => {
    const { mode, decidedBy } = resolveConsent({ env, argv, stateDir: state.path });
    return `${mode} by ${decidedBy}`;
  };
  assert.equal(decide({ DO_NOT_TRACK: "1", EVENTS_ENABLED: "1" }, "--analytics"), "off by DO_NOT_TRACK");
  assert.equal(decide({ DO_NOT_TRACK: "no" }), "off by DO_NOT_TRACK");
  assert.equal(decide({ DO_NOT_TRACK: "0", EVENTS_ENABLED: "0" }, "--analytics"), "on by flag");
  assert.equal(decide({ DO_NOT_TRACK: "", EVENTS_ENABLED: "1" }, "--no-analytics"), "off by flag");
  assert.equal(decide({ EVENTS_ENABLED: " Yes " }), "on by EVENTS_ENABLED");
  assert.equal(decide({ EVENTS_ENABLED: "0" }), "off by EVENTS_ENABLED");
  assert.equal(decide({ EVENTS_ENABLED: "" }), "on by choice");
  assert.equal(decide({}), "on by choice");
  choose(state.path, "local");
  assert.equal(decide({}), "local by choice");
  choose(state.path, "off");
  assert.equal(decide({}), "off by choice");
});

const flag = (...argv: string[]): string => resolveConsent({ env: {}, argv, stateDir: nowhere }).mode;

test("of several flags the last one counts, and none after a bare --", () => {
  assert.equal(flag("run", "--analytics", "--no-analytics"), "off");
  assert.equal(flag("--no-analytics", "--analytics", "x"), "on");
  assert.equal(flag("--analytics", "--", "--no-analytics"), "on");
  assert.equal(flag("--", "--analytics"), "off");
  assert.equal(flag("--analytics=yes"), "off");
});

test("what the host's parser found is stronger than its arguments, and weaker than DO_NOT_TRACK", () => {
  const argv = ["--analytics"];
  assert.equal(resolveConsent({ env: {}, argv, analytics: false, stateDir: nowhere }).mode, "off");
  const refused = resolveConsent({ env: { DO_NOT_TRACK: "1" }, analytics: true, stateDir: nowhere });
  assert.deepEqual(refused, { mode: "off", decidedBy: "DO_NOT_TRACK" });
});

test("exactly 1, true, yes, y and on are yes", () => {
  for (const yes of ["1", "true", "TRUE", "yes", "Y", "on", "  On\t"]) assert.ok(isTruthy(yes), yes);
  for (const no of [undefined, "", " ", "0", "2", "t", "enabled", "o n", "true!"])
    assert.ok(!isTruthy(no), no);
});

test("a stored choice that cannot be read is none", () => {
  using state = makeStateFolder();
  const path = join(state.path, "choice.json");
  for (const broken of ["", "{", "null", "[]", '{"mode":"maybe"}', '"on"']) {
    writeFileSync(path, broken);
    assert.equal(resolveConsent({ env: {}, stateDir: state.path }).decidedBy, "default");
  }
  using other = makeStateFolder();
  mkdirSync(join(other.path, "choice.json"));
  assert.equal(resolveConsent({ env: {}, stateDir: other.path }).decidedBy, "default");
});
