import type OpenAI from "openai";
import { maxPlanBytes, maxQuotedChars, maxSilenceMs } from "../limits.ts";
import { visibleText } from "../show/visible-text.ts";
import type { Endpoint } from "./endpoint.ts";
import { ModelError, modelErrorOf } from "./model-error.ts";
import { type Message, proposalSchema } from "./prompt.ts";
import { Silence } from "./silence.ts";

export interface AskOptions {
  readonly endpoint: Endpoint;
  readonly abort: AbortSignal;
  /** Is told how many characters have come. */
  readonly onProgress: (chars: number) => void;
}

/** What the model says, whole. One request; throws a ModelError when the answer doesn't come, or comes to no proper end. */
export async function askModel(messages: readonly Message[], options: AskOptions): Promise<string> {
  const { endpoint, abort } = options;
  const client = await connect(endpoint);
  const silence = new Silence(endpoint, maxSilenceMs);
  let hasBegun = false;
  try {
    const signal = AbortSignal.any([abort, silence.signal]);
    const stream = await begin(client, [...messages], endpoint.model, signal);
    hasBegun = true;
    return await readAnswer(stream, silence.broken, options);
  } catch (error) {
    abort.throwIfAborted();
    silence.signal.throwIfAborted();
    throw modelErrorOf(error, endpoint, hasBegun);
  } finally {
    silence.end();
  }
}

/** The library takes 100 ms to load, so only who asks a model waits for it. */
async function connect({ url, key }: Endpoint): Promise<OpenAI> {
  const { OpenAI } = await import("openai");
  return new OpenAI({
    baseURL: url,
    // It insists on a key, and looks for keys and names in variables of its own, which are for another server.
    apiKey: key ?? "none",
    defaultHeaders: key === undefined ? { Authorization: null } : {},
    adminAPIKey: null,
    organization: null,
    project: null,
    // Somebody waits at a terminal: ask-patiently says so, and how long.
    maxRetries: 0,
    timeout: maxSilenceMs,
    logLevel: "off",
  });
}

type Answer = AsyncIterable<OpenAI.ChatCompletionChunk>;

async function begin(
  client: OpenAI,
  messages: Message[],
  model: string,
  signal: AbortSignal,
): Promise<Answer> {
  const body = { model, messages, stream: true as const };
  const schema = { name: "plan", strict: true, schema: proposalSchema };
  try {
    const format = { type: "json_schema" as const, json_schema: schema };
    return await client.chat.completions.create({ ...body, response_format: format }, { signal });
  } catch (error) {
    // Many servers know no schemas. The instructions say the same in words, and the plan is checked in any case.
    if (!isRefusedFormat(error)) throw error;
    return client.chat.completions.create(body, { signal });
  }
}

function isRefusedFormat(error: unknown): boolean {
  return error instanceof Error && "status" in error && (error.status === 400 || error.status === 422);
}

async function readAnswer(
  stream: Answer,
  onChunk: () => void,
  { onProgress, abort, endpoint }: AskOptions,
): Promise<string> {
  let text = "";
  let refusal = "";
  let ending: string | undefined;
  for await (const { choices } of stream) {
    onChunk();
    const [choice] = choices;
    text += choice?.delta.content ?? "";
    ending = choice?.finish_reason ?? ending;
    refusal += choice?.delta.refusal ?? "";
    if (text.length > maxPlanBytes)
      throw new ModelError(`the model's answer is longer than ${maxPlanBytes} characters`);
    onProgress(text.length);
  }
  // The library ends a stream that was aborted as if it were whole.
  abort.throwIfAborted();
  if (refusal !== "")
    throw new ModelError(`the model refuses: ${visibleText(refusal.slice(0, maxQuotedChars))}`);
  if (ending === undefined) throw ModelError.cut(endpoint);
  if (ending === "length") {
    throw new ModelError(
      "the model ran into its limit in the middle of the plan. Ask for less at once, or set AI_MODEL to another",
    );
  }
  if (ending === "content_filter") {
    throw new ModelError("the server's filter stopped the answer. Say the goal in other words");
  }
  return text;
}
