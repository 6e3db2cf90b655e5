import type { Answer } from "./answer.ts";
import type { Exchange } from "./exchange.ts";

export type Handler = (exchange: Exchange) => Answer | Promise<Answer>;

/** What one method of a path does, as the server runs it and `/openapi.json` tells it. */
export interface Operation {
  readonly summary: string;
  readonly handle: Handler;
  /** Names of query parameters, with what they mean. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** The JSON schema of the body, if there is one. */
  readonly body?: object | undefined;
  /** The statuses of success, with what they mean. */
  readonly answers: Readonly<Record<number, string>>;
}

/** By method; HEAD is answered wherever GET is. */
export type Route = Readonly<Partial<Record<"GET" | "POST" | "PUT" | "DELETE", Operation>>>;
