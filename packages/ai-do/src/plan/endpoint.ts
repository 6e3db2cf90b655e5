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
  if (!isEndpointUrl(url)) {
    throw new PlanError(
      "AI_BASE_URL must be an http(s) URL without user name, password and query, such as https://api.openai.com/v1. The key goes into AI_API_KEY",
    );
  }
  return { url, key: env["AI_API_KEY"]?.trim() || undefined, model: env["AI_MODEL"]?.trim() || localModel };
}

/** What else stands in a URL can be a secret, and the URL is shown in messages. */
function isEndpointUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search } = new URL(text);
  return ["http:", "https:"].includes(protocol) && username + password + search === "";
}
