/** One release of the tool, and what it does to those who use it. */
export interface Release {
  readonly version: string;
  /** Weeks since the beginning of the year, with a fraction for the day. */
  readonly week: number;
  /** Runs succeed so many times as often as a developer's skill alone would have it. */
  readonly quality: number;
  /** Runs take so many times as long. */
  readonly slowness: number;
}

/** Five releases in a year, of which one is bad; it is mended two weeks later. */
export function releases(weeks: number): Release[] {
  const at = (share: number): number => Math.round(weeks * share);
  return [
    { version: "1.0.0", week: 0, quality: 0.95, slowness: 1.2 },
    { version: "1.1.0", week: at(0.2), quality: 0.96, slowness: 1.1 },
    { version: "1.2.0", week: at(0.5), quality: 0.98, slowness: 0.8 },
    { version: "1.3.0", week: at(0.77), quality: 0.62, slowness: 0.8 },
    { version: "1.3.1", week: at(0.77) + 2, quality: 0.98, slowness: 0.75 },
  ];
}

/** The version that a developer has: the hasty take a release at once, the others up to four weeks later. */
export function versionInUse(all: readonly Release[], week: number, haste: number): Release {
  const delayWeeks = haste > 0.35 ? 0 : 4 * (1 - haste / 0.35);
  const taken = all.filter((release) => release.week + delayWeeks <= week || release.week === 0);
  const latest = taken.at(-1);
  if (latest === undefined) throw new Error("there is no release at the beginning");
  return latest;
}
