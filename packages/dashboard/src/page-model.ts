import type { Mark, Report } from "@astrolabe/metric";
import type { PageView } from "./page-view.ts";

/** All that a page is drawn from: equal models give equal bytes. */
export interface PageModel {
  /** Of as many weeks as there are for the axis and the year before it. */
  readonly report: Report;
  readonly view: PageView;
  /** In any order. */
  readonly marks: readonly Mark[];
  /** Tasks that have runs, where there are none of the one that was asked for. */
  readonly tasks: readonly string[];
  /** Changes whenever the page would; an open page compares it. */
  readonly version: string;
  /** Where and with what key a tool sends its first event; undefined for who may not read. */
  readonly sending: Sending | undefined;
}

interface Sending {
  readonly eventsUrl: string;
  readonly anonKey: string;
}
