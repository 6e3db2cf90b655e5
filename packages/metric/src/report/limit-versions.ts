import { maxSummaryVersions } from "../limits.ts";

/** Of the versions that one summary is asked about, passes on the first {@link maxSummaryVersions}; others aren't known. */
export function createVersionLimit(): (version: string) => string {
  const versions = new Set<string>();
  return (version) => {
    if (versions.size < maxSummaryVersions) versions.add(version);
    return versions.has(version) ? version : "";
  };
}
