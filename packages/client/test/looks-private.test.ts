import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { looksPrivate } from "../src/declare/looks-private.ts";
import { runs, seed } from "./seed.ts";

const corpus = {
  "a path": [
    "/home/ada",
    "/etc/passwd",
    "src/index.ts",
    "../secret",
    "./run",
    ".env",
    "~",
    "~ada",
    String.raw`C:\Users\Ada`,
    String.raw`\\server\share`,
    "C:Users",
    "a/b",
  ],
  "an address": [
    "ada@example.org",
    "ada%40example.org",
    "https://example.org/x",
    "file:///home/ada",
    "127.0.0.1",
    "10.1.2.3",
    "10-1-2-3",
    "ip-10-1-2-3",
    "::1",
    "fe80::1",
    "2001:db8::ff00:42:8329",
    "00:1A:2b:3c:4d:5e",
    "00-1A-2b-3c-4d-5e",
    "localhost:8080",
    "db.internal",
    "example.org",
    "payroll.xlsx",
    "1.2.3.example",
  ],
  "a token": [
    "ghp_16C7e42F292c",
    "sk-proj1234abcd",
    "AKIAIOSFODNN7EXAMPLE",
    "xoxb-1234567890",
    "npm_abcdef123456",
    "eyJhbGciOiJIUzI1",
    "5f0f6d4c1b0e4f7c9a3f",
    "0191f3a2-7c4b-7d11-9e55-0242ac120002",
    "4111111111111111",
    "555-123-4567",
    "555.123.4567",
    "hunter2Hunter2",
  ],
  "free text": [
    "fix the tests",
    "rm -rf",
    "naïve",
    "Ада",
    "a,b",
    "$HOME",
    "a=b",
    "it's",
    "a\nb",
    "a\u0000b",
    "delete-all-my-old-files",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "x".repeat(100_000),
  ],
} as const;

for (const [look, texts] of Object.entries(corpus)) {
  test(`what looks like ${look} is told`, () => {
    const wrong = texts.filter((text) => looksPrivate(text) !== look);
    assert.deepEqual(
      wrong.map((text) => [text.slice(0, 80), looksPrivate(text)]),
      [],
    );
  });
}

test("short words and versions pass", () => {
  const harmless = [
    "",
    "json",
    "dry-run",
    "remote_add",
    "win32",
    "x64",
    "v24",
    "1.2",
    "24.11.1",
    "v1.2.3-rc.1",
  ];
  const more = [
    "10.0.26100",
    "2026.11.3",
    "120.0.1",
    "utf-8",
    "gpt-4",
    "c++",
    "zh-CN",
    "3.0.0-beta",
    "es2022",
  ];
  assert.deepEqual(
    [...harmless, ...more].filter((text) => looksPrivate(text) !== undefined),
    [],
  );
});

const segment = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const arbitraryPrivate = fc.oneof(
  fc.emailAddress(),
  fc.ipV4(),
  fc.ipV6(),
  fc.webUrl(),
  fc.domain(),
  fc.uuid(),
  fc.array(segment, { minLength: 2, maxLength: 5 }).map((parts) => parts.join("/")),
  fc.array(segment, { minLength: 2, maxLength: 5 }).map((parts) => parts.join("\\")),
  fc.stringMatching(/^[0-9a-f]{31}[0-9]$/),
  fc.stringMatching(/^[A-Za-z0-9+=]{32,64}$/),
  fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 2, maxLength: 6 }).map((words) => words.join(" ")),
);

test(`no generated address, path, token or sentence passes (seed ${seed})`, () => {
  fc.assert(
    fc.property(arbitraryPrivate, (text) => looksPrivate(text) !== undefined),
    { seed, numRuns: 2000 * runs },
  );
});
