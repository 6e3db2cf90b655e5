/** A 95 % confidence (or, of the future, prediction) interval: its lower and its upper end. */
export type Interval = readonly [low: number, high: number];
