import { PlanError } from "./plan.ts";

/** Whom to ask for a plan. */
export interface Endpoint {
  /** The address under which `chat/completions` lies. */
  readonly url: string;
  readonly key: string | undefined;
  readonly model: string;
}

/** An Ollama on this machine: what is asked for stays here unless somebody says otherwise. */
const localUrl = "http://localhost:11434/v1";
const localModel = "llama3.2";

/** The endpoint that `AI_BASE_URL`, `AI_API_KEY` and `AI_MODEL` name. Throws a PlanError when they name none. */
export function endpointFrom(env: NodeJS.ProcessEnv): Endpoint {
  const url = env["AI_BASE_URL"]?.trim() || localUrl;
  if (!URL.canParse(url) || !["http:", "https:"].includes(new URL(url).protocol)) {
    throw new PlanError("AI_BASE_URL is no http(s) URL. Set it to one such as https://api.openai.com/v1");
  }
  return { url, key: env["AI_API_KEY"]?.trim() || undefined, model: env["AI_MODEL"]?.trim() || localModel };
}
