export type { Run, WeeklyCount } from "./run.ts";
