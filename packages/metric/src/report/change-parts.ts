import { hiddenFlows, type Flow } from "./developer-flow.ts";
import type { Part } from "./explain-change.ts";
import { overDevelopers } from "./figure.ts";
import type { Cause, ChangePart } from "./report.ts";

const flowOf: Partial<Record<Cause, "new" | "resurrected" | "lost">> = {
  "new developers": "new",
  "resurrected developers": "resurrected",
  "lost developers": "lost",
};

/**
 * The parts of a change that can be shown. A part that rests on a small group, or on one whose size is hidden, is put
 * together with others until the developers behind it are a group; as the parts sum to the change, one part alone
 * hidden could be worked out.
 */
export function changeParts(parts: readonly Part[], flow: Flow, minGroup: number): ChangePart[] {
  const hidden = hiddenFlows(flow, minGroup);
  const isHidden = ({ cause, developers }: Part): boolean => {
    const name = flowOf[cause];
    const isSmall = developers.length > 0 && developers.length < minGroup;
    return isSmall || (name !== undefined && hidden.has(name));
  };
  const together = parts.filter(isHidden);
  const alone = parts.filter((part) => !isHidden(part));
  while (isSmallGroup(together, minGroup)) {
    const [next] = alone
      .filter(({ developers }) => developers.length > 0)
      .toSorted((a, b) => a.developers.length - b.developers.length);
    if (next === undefined) return [];
    together.push(...alone.splice(alone.indexOf(next), 1));
  }
  const shown = alone.map(({ cause, value, interval, developers }): ChangePart => ({
    causes: [cause],
    value: overDevelopers(value, "runs/developer", developers.length, interval),
  }));
  if (together.length === 0) return shown;
  const inOrder = parts.filter((part) => together.includes(part));
  const value = inOrder.reduce((sum, part) => sum + part.value, 0);
  const merged: ChangePart = {
    causes: inOrder.map(({ cause }) => cause),
    // The intervals of parts that depend on each other don't add up.
    value: overDevelopers(value, "runs/developer", unite(together).size, null),
  };
  return [...shown, merged];
}

function isSmallGroup(parts: readonly Part[], minGroup: number): boolean {
  const { size } = unite(parts);
  return size > 0 && size < minGroup;
}

function unite(parts: readonly Part[]): Set<string> {
  return new Set(parts.flatMap(({ developers }) => developers));
}
