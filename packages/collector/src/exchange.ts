import type { Declaration } from "@astrolabe/client/declare";
import type { EventStore } from "@astrolabe/store";
import type { IncomingMessage } from "node:http";
import type { Role } from "./claims.ts";
import type { CollectorMetrics } from "./collector-metrics.ts";
import type { Pseudonyms } from "./pseudonyms/pseudonyms.ts";
import type { Dashboard } from "./dashboard/dashboard.ts";
import type { BodyReader } from "./read-body.ts";

/** What a route needs to answer one request. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  /** The query string without its question mark, as sent. */
  readonly query: string;
  readonly role: Role;
  /** Of a key that came in another way than by its headers. Rejects with an ApiError when it is none. */
  readonly roleOf: (key: string) => Promise<Role>;
  readonly store: EventStore;
  /** The events that are taken; undefined if all are. */
  readonly declared: Declaration["events"] | undefined;
  /** undefined where rows are stored under the developers that they come with. */
  readonly pseudonyms: Pseudonyms | undefined;
  readonly bodies: BodyReader;
  readonly metrics: CollectorMetrics;
  readonly dashboard: Dashboard;
}
