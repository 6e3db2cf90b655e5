import type { Declaration } from "@astrolabe/client/declare";
import { QueryError, StoreBusyError } from "@astrolabe/store";
import type { EventStore } from "@astrolabe/store";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { errorAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { ApiError, fromQueryError, tooBusy } from "./api-error.ts";
import { createAuthenticate } from "./authenticate.ts";
import type { Role } from "./claims.ts";
import { createCollectorMetrics } from "./collector-metrics.ts";
import { answerPreflight, crossOriginHeaders } from "./cross-origin.ts";
import type { Dashboard } from "./dashboard/dashboard.ts";
import { findHandler, routeName } from "./find-handler.ts";
import type { Pseudonyms } from "./pseudonyms/pseudonyms.ts";
import { SenderGone, createBodyReader } from "./read-body.ts";

export interface RequestListener {
  readonly onRequest: (incoming: IncomingMessage, response: ServerResponse) => void;
  /** The answer to the last request of a connection. */
  lastAnswer(socket: Duplex): ServerResponse | undefined;
  /** From now on every answer closes its connection. */
  drain(): void;
}

/** Turns each request into one answer: key, route, handler, and every error into a refusal in PostgREST's shape. */
export function createRequestListener(options: {
  store: EventStore;
  secret: string;
  logger: Logger;
  declared?: Declaration["events"] | undefined;
  pseudonyms?: Pseudonyms | undefined;
  dashboard: Dashboard;
}): RequestListener {
  const { store, logger, declared, pseudonyms, dashboard } = options;
  const authenticate = createAuthenticate(options.secret);
  const bodies = createBodyReader();
  const metrics = createCollectorMetrics(store, bodies);
  const lastAnswers = new WeakMap<Duplex, ServerResponse>();
  let draining = false;

  return {
    onRequest(incoming, response) {
      lastAnswers.set(incoming.socket, response);
      void respond(incoming, response);
    },
    lastAnswer: (socket) => lastAnswers.get(socket),
    drain: () => (draining = true),
  };

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = "/", method = "GET" } = incoming;
    const question = url.indexOf("?");
    const path = question < 0 ? url : url.slice(0, question);
    const query = question < 0 ? "" : url.slice(question + 1);
    let answer: Answer;
    try {
      answer = answerPreflight(method, incoming.headers) ?? (await handle(incoming, method, path, query));
    } catch (error) {
      if (error instanceof SenderGone) return;
      answer = refuse(error);
    }
    metrics.countRequest(routeName(path), answer.status);
    if (logger.isLevelEnabled("debug")) logger.debug({ method, path, status: answer.status }, "answered");
    send(incoming, response, answer);
  }

  async function handle(
    incoming: IncomingMessage,
    method: string,
    path: string,
    query: string,
  ): Promise<Answer> {
    const known = authenticate(incoming.headers);
    const role = typeof known === "string" ? known : await known;
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
    return authenticate({ authorization: `Bearer ${key}` });
  }

  function refuse(error: unknown): Answer {
    if (error instanceof ApiError) return errorAnswer(error);
    if (error instanceof StoreBusyError) return errorAnswer(tooBusy("Too many writes are waiting"));
    if (error instanceof QueryError) return errorAnswer(fromQueryError(error));
    logger.error({ err: error }, "a request failed");
    return errorAnswer(new ApiError(500, "XX000", "The server failed; its log says why"));
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
    if (draining) all.push("Connection", "close");
    response.writeHead(status, all);
    response.end(incoming.method === "HEAD" ? undefined : body);
  }
}
