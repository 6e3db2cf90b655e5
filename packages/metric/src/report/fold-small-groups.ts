import { compareCodePoints } from "../code-points.ts";

export interface Group<Member> {
  readonly members: Set<Member>;
  /** What groups are ordered by and summed up. */
  weight: number;
}

export interface FoldedGroup<Member> extends Group<Member> {
  readonly name: string;
  /** The groups that are in it: itself, or all that `other` holds. */
  readonly names: readonly string[];
  /** Even all that had to be put together is a small group. */
  readonly hidden: boolean;
}

/**
 * Groups that can be shown, the heaviest first. Small ones, and those beyond `most`, become `other`. Where `other` is
 * small itself, it could be worked out as the difference of the whole and the rest: the lightest of the rest join it
 * until it is large enough.
 */
export function foldSmallGroups<Member>(
  groups: ReadonlyMap<string, Group<Member>>,
  most: number,
  minGroup: number,
): FoldedGroup<Member>[] {
  const ordered = [...groups].toSorted(([a, x], [b, y]) => y.weight - x.weight || compareCodePoints(a, b));
  const named = ordered.filter(([, { members }]) => members.size >= minGroup).slice(0, most);
  const folded = ordered.filter((entry) => !named.includes(entry));
  let members = unite(folded);
  while (members.size > 0 && members.size < minGroup && named.length > 0) {
    folded.push(...named.splice(-1));
    members = unite(folded);
  }
  const shown = named.map(([name, group]) => ({ ...group, name, names: [name], hidden: false }));
  if (folded.length === 0) return shown;
  const weight = folded.reduce((sum, [, group]) => sum + group.weight, 0);
  const names = folded.map(([name]) => name);
  return [...shown, { name: "other", names, members, weight, hidden: members.size < minGroup }];
}

function unite<Member>(groups: readonly (readonly [string, Group<Member>])[]): Set<Member> {
  return new Set(groups.flatMap(([, { members }]) => [...members]));
}
