// A request comes in (collector, request-listener), its sender is held to its rate (admit), its key is checked
// (authenticate), its route found (find-handler, routes). Rows are read and checked (receive-rows), their developers given
// other names where that is asked for (pseudonyms/), inserted (insert-events, insert-nsm) and answered when durable; reads
// are parsed (read-rows) and translated by the store. The page is in dashboard/: who may see it (sessions), and the report
// that it is drawn from (report-cache). Every refusal is an ApiError in PostgREST's shape.
export { checkProxy } from "./client-address.ts";
export { startCollector } from "./collector.ts";
export type { Collector, CollectorOptions, TlsFiles } from "./collector.ts";
export type { DashboardOptions } from "./dashboard/dashboard.ts";
export { dataDirFrom } from "./data-dir.ts";
export { mintKey } from "./key.ts";
export type { KeyRole } from "./key.ts";
export { holdsPseudonymKeys, openPseudonyms } from "./pseudonyms/pseudonyms.ts";
export type { PseudonymKind, Pseudonyms } from "./pseudonyms/pseudonyms.ts";
export { findSecrets, loadSecrets, readSecrets, retireSecrets, rotateSecret } from "./secret.ts";
export type { SecretSource } from "./secret.ts";
