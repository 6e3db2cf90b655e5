import { assertEqualAnswer, codeOf } from "./compare-answer.ts";
import { cases, recordedFrom, sections } from "./postgrest-case.ts";
import type { Case } from "./postgrest-case.ts";
import { differences, furtherDifferences } from "./postgrest-differences.ts";
import { answerCase } from "./replay.ts";
import { runCollector } from "./running-collector.ts";
import type { RawAnswer } from "./send-raw.ts";

/**
 * A page of the reference, as Markdown: how many recorded answers the collector gives byte for byte, by section, and
 * which it gives otherwise and why. The same for the same code.
 */
export async function postgrestReport(): Promise<string> {
  const different: string[] = [];
  const counts = new Map(Object.keys(sections).map((section) => [section, { equal: 0, all: 0 }]));
  await using running = await runCollector();
  for (const one of cases) {
    const count = counts.get(one.number.split(".")[0] ?? "") ?? { equal: 0, all: 0 };
    const answer = await answerCase(running, one);
    count.all += 1;
    if (isEqual(answer, one)) count.equal += 1;
    else different.push(differenceRow(answer, one));
  }
  const equal = cases.length - different.length;
  return `# Differences from PostgREST

The collector answers as PostgREST does. ${cases.length} requests with the answers that ${recordedFrom} gave are replayed by its
tests, on each store: ${equal} answers are equal in status, headers and body, byte for byte. The others differ on purpose.

| section | requests | equal |
| --- | ---: | ---: |
${[...counts].map(([section, { all, equal: same }]) => `| ${section}. ${sections[section]} | ${all} | ${same} |`).join("\n")}

## Answers that differ

| request | PostgREST | here | because |
| --- | --- | --- | --- |
${different.join("\n")}

## What no recorded request asks for

${furtherDifferences.map((text) => `- ${text}`).join("\n")}
`;
}

function isEqual(answer: RawAnswer, one: Case): boolean {
  try {
    assertEqualAnswer(answer, one);
    return true;
  } catch {
    return false;
  }
}

function differenceRow(answer: RawAnswer, one: Case): string {
  const recorded = outcome({ status: one.status, headers: headersOf(one), body: one.answerBody });
  const because = differences[one.number]?.because ?? "**this is not on purpose**";
  const title = one.title.replaceAll("|", "\\|").replaceAll("<", "&lt;");
  return `| ${one.number} ${title} | ${recorded} | ${outcome(answer)} | ${because} |`;
}

function headersOf({ answerHeaders }: Case): Record<string, string> {
  return Object.fromEntries(Object.entries(answerHeaders).map(([name, value = ""]) => [name, value]));
}

function outcome(answer: RawAnswer): string {
  const code = codeOf(answer);
  return code === undefined ? String(answer.status) : `${answer.status} ${code}`;
}
