import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import type { Pseudonyms } from "../src/pseudonyms/pseudonyms.ts";
import { open, tokenAt } from "./key-folder.ts";

// Can the tokens of the same developers in two weeks be told from random ones? The keys are random, so each test can raise a
// false alarm; its bound makes that less likely than 1 in 10^9, whichever keys come.

const developers = 2_000;
const bits = 128;
const weekMs = 7 * 86_400_000;

/** A normal variable is further from its mean than so many standard deviations once in 10^9 times. */
const alarmDeviations = 6.11;
/** The same of any of 128 variables. */
const alarmDeviationsOf128 = 6.86;

function tokensOf(pseudonyms: Pseudonyms, ms: number): Buffer[] {
  return Array.from({ length: developers }, (_, index) =>
    Buffer.from(tokenAt(pseudonyms, `${index}`, ms), "hex"),
  );
}

function distance(a: Buffer, b: Buffer): number {
  let ones = 0;
  for (let at = 0; at < bits / 8; at += 4) {
    let word = (a.readUInt32LE(at) ^ b.readUInt32LE(at)) >>> 0;
    for (; word !== 0; word = (word & (word - 1)) >>> 0) ones++;
  }
  return ones;
}

/** Standard deviations of a count from n/2, if each of n is a toss of a coin. */
function deviations(count: number, n: number): number {
  return Math.abs(count - n / 2) / Math.sqrt(n / 4);
}

/** What makes these pairs look like the same people; nothing if they look random. */
function alarms(before: readonly Buffer[], after: readonly Buffer[]): string[] {
  const found: string[] = [];
  const seen = new Set(before.map((token) => token.toString("hex")));
  if (after.some((token) => seen.has(token.toString("hex")))) found.push("a token comes again");

  // Bits that differ within a pair, and those of each place: tosses of a coin.
  const pairs = before.map((token, index) => [token, after[index] ?? token] as const);
  const distances = pairs.map(([a, b]) => distance(a, b));
  const differing = distances.reduce((sum, one) => sum + one, 0);
  if (deviations(differing, developers * bits) > alarmDeviations) found.push("pairs are near");
  for (let bit = 0; bit < bits; bit++) {
    const at = (token: Buffer): number => ((token[bit >> 3] ?? 0) >> (bit & 7)) & 1;
    const flips = pairs.filter(([a, b]) => at(a) !== at(b)).length;
    if (deviations(flips, developers) > alarmDeviationsOf128) found.push(`bit ${bit}`);
  }

  // Who is taken for whom when each is given the nearest of the other week: right once in the mean. As many as 13, of a
  // Poisson variable of mean 1, come once in 10^10 times.
  const some = 500;
  const others = after.slice(0, some);
  const right = before.slice(0, some).filter((token, index) => {
    const own = distance(token, others[index] ?? token);
    return others.every((other, at) => at === index || distance(token, other) > own);
  });
  if (right.length >= 13) found.push(`${right.length} of ${some} found again`);
  return found;
}

test("tokens of the same developers in two weeks can't be told from random ones", (t) => {
  const weekly = open(t, "weekly");
  const nowMs = Date.now();
  const before = tokensOf(weekly, nowMs - weekMs);
  const after = tokensOf(weekly, nowMs);
  for (const tokens of [before, after]) {
    assert.equal(new Set(tokens.map((token) => token.toString("hex"))).size, developers);
  }
  assert.deepEqual(alarms(before, after), []);
});

test("neither do random ones raise an alarm, and those who can be followed do", (t) => {
  const random = (): Buffer[] => Array.from({ length: developers }, () => randomBytes(bits / 8));
  const tokens = random();
  assert.deepEqual(alarms(tokens, random()), []);
  const stable = tokensOf(open(t, "stable"), Date.now());
  assert.ok(alarms(stable, stable).length > bits, "all of them");
  // A name that keeps one bit in 25 of itself, and one whose first byte is that of the week before.
  const faint = tokens.map((token) => {
    const copy = randomBytes(bits / 8);
    for (let bit = 0; bit < bits; bit++) {
      if (Math.random() >= 0.04) continue;
      const mask = 1 << (bit & 7);
      copy[bit >> 3] = ((copy[bit >> 3] ?? 0) & ~mask) | ((token[bit >> 3] ?? 0) & mask);
    }
    return copy;
  });
  assert.ok(alarms(tokens, faint).includes("pairs are near"));
  const firstByte = random().map((token, index) =>
    Buffer.concat([tokens[index]!.subarray(0, 1), token.subarray(1)]),
  );
  assert.ok(alarms(tokens, firstByte).includes("bit 7"));
});
