/** Something that happened and that a drawing of the weeks shows: what may explain a change, or may not. */
export interface Mark {
  /** When, ISO 8601 in UTC. */
  readonly at: string;
  readonly kind: "release" | "outage";
  /** E.g. `v1.4 released`. */
  readonly text: string;
}
