import type { Declaration } from "@astrolabe/client/declare";
import { QueryError, StoreBusyError } from "@astrolabe/store";
import type { EventStore } from "@astrolabe/store";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { errorAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Admit } from "./admit.ts";
import { ApiError, PutOffError, fromQueryError, queueFull, tooBusy } from "./api-error.ts";
import { createAuthenticate, tokenFrom } from "./authenticate.ts";
import type { Role } from "./claims.ts";
import { createCollectorMetrics } from "./collector-metrics.ts";
import type { Connections } from "./count-connections.ts";
import { answerPreflight, crossOriginHeaders } from "./cross-origin.ts";
import type { Dashboard } from "./dashboard/dashboard.ts";
import { findHandler, routeName } from "./find-handler.ts";
import { storeWarningIntervalMs } from "./limits.ts";
import type { Pseudonyms } from "./pseudonyms/pseudonyms.ts";
import { SenderGone, createBodyReader, discardBody } from "./read-body.ts";
import type { Secrets } from "./secret.ts";
import type { Tracer } from "./tracer.ts";

export interface RequestListener {
  readonly onRequest: (incoming: IncomingMessage, response: ServerResponse) => void;
  /** The answer to the last request of a connection. */
  lastAnswer(socket: Duplex): ServerResponse | undefined;
  /** From now on keys of these secrets are taken, and of no others. */
  takeKeysOf(secrets: Secrets): void;
  /** From now on every answer closes its connection. */
  drain(): void;
}

/** Turns each request into one answer: key, route, handler, and every error into a refusal in PostgREST's shape. */
export function createRequestListener(options: {
  store: EventStore;
  secrets: Secrets;
  logger: Logger;
  declared?: Declaration["events"] | undefined;
  pseudonyms?: Pseudonyms | undefined;
  admit: Admit;
  connections: Connections;
  tracer?: Tracer | undefined;
  dashboard: Dashboard;
}): RequestListener {
  const { store, logger, declared, pseudonyms, admit, connections, tracer, dashboard } = options;
  let authenticate = createAuthenticate(options.secrets);
  const bodies = createBodyReader();
  const metrics = createCollectorMetrics({ store, bodies, connections, tracer });
  const lastAnswers = new WeakMap<Duplex, ServerResponse>();
  let draining = false;
  let nextWarningMs = 0;

  return {
    onRequest(incoming, response) {
      lastAnswers.set(incoming.socket, response);
      void respond(incoming, response);
    },
    lastAnswer: (socket) => lastAnswers.get(socket),
    takeKeysOf: (secrets) => (authenticate = createAuthenticate(secrets)),
    drain: () => (draining = true),
  };

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = "/", method = "GET" } = incoming;
    const question = url.indexOf("?");
    const path = question < 0 ? url : url.slice(0, question);
    const query = question < 0 ? "" : url.slice(question + 1);
    const endSpan = tracer?.begin(incoming);
    let answer: Answer;
    try {
      answer = answerPreflight(method, incoming.headers) ?? (await handle(incoming, method, path, query));
    } catch (error) {
      if (error instanceof SenderGone) return;
      answer = refuse(error);
      if (error instanceof PutOffError) await discardBody(incoming);
    }
    metrics.countRequest(routeName(path), answer.status);
    endSpan?.(routeName(path), answer.status);
    if (logger.isLevelEnabled("debug")) logger.debug({ method, path, status: answer.status }, "answered");
    send(incoming, response, answer);
  }

  async function handle(
    incoming: IncomingMessage,
    method: string,
    path: string,
    query: string,
  ): Promise<Answer> {
    if (connections.isSurplus(incoming.socket)) throw tooBusy("connections", "Too many connections are open");
    admit.checkAddress(incoming);
    const token = tokenFrom(incoming.headers);
    const known = authenticate(token);
    const role = typeof known === "string" ? known : await known;
    admit.checkKey(token);
    const handler = findHandler(method, path);
    return handler({
      incoming,
      query,
      role,
      roleOf,
      store,
      declared,
      pseudonyms,
      bodies,
      metrics,
      dashboard,
    });
  }

  async function roleOf(key: string): Promise<Role> {
    return authenticate(tokenFrom({ authorization: `Bearer ${key}` }));
  }

  function refuse(error: unknown): Answer {
    if (error instanceof PutOffError) metrics.countPutOff(error.why);
    if (error instanceof ApiError) return errorAnswer(error);
    if (error instanceof StoreBusyError) {
      if (!error.isQueueFull) warnOfStore(error);
      return refuse(storeBusy(error));
    }
    if (error instanceof QueryError) return errorAnswer(fromQueryError(error));
    logger.error({ err: error }, "a request failed");
    return errorAnswer(new ApiError(500, "XX000", "The server failed; its log says why"));
  }

  /** Once a while: it is the same for every request of an outage. */
  function warnOfStore(error: StoreBusyError): void {
    if (performance.now() < nextWarningMs) return;
    nextWarningMs = performance.now() + storeWarningIntervalMs;
    logger.warn({ err: error }, "the store takes nothing");
  }

  function send(
    incoming: IncomingMessage,
    response: ServerResponse,
    { status, headers, body, isSameOrigin = false }: Answer,
  ): void {
    const all = [...headers];
    if (incoming.method !== "HEAD" && status !== 204 && status !== 304)
      all.push("Content-Length", String(Buffer.byteLength(body)));
    const isCrossOrigin = incoming.headers.origin !== undefined && !isSameOrigin;
    if (isCrossOrigin && !all.includes("Access-Control-Allow-Origin")) {
      all.push(...crossOriginHeaders);
    }
    if (draining || connections.isSurplus(incoming.socket)) all.push("Connection", "close");
    response.writeHead(status, all);
    response.end(incoming.method === "HEAD" ? undefined : body);
  }
}

/** What is wrong with the database is for the log, not for whoever sends. */
function storeBusy({ isQueueFull }: StoreBusyError): PutOffError {
  return isQueueFull ? queueFull() : tooBusy("store", "The database can't be reached, or is busy");
}
