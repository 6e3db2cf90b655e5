import { isProof, isProven } from "@astrolabe/client/forget";
import type { Proof } from "@astrolabe/client/forget";
import { jsonAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { ApiError } from "./api-error.ts";
import type { Exchange } from "./exchange.ts";
import { maxForgetBytes } from "./limits.ts";

/** The JSON schema of the body. */
export const proofSchema: object = {
  type: "object",
  required: ["developer", "state", "inner"],
  additionalProperties: false,
  properties: {
    developer: { type: "string", pattern: "^[0-9a-f]{32}$" },
    state: { type: "string", pattern: "^[0-9a-f]{64}$" },
    inner: { type: "string", pattern: "^[0-9a-f]{64}$" },
  },
};

/**
 * POST /api/v1/forget: erases the developer whom the body proves to speak for. Any key will do: the proof says who may.
 * Answered when nothing is left; asked again, it answers the same.
 */
export async function forgetDeveloper(exchange: Exchange): Promise<Answer> {
  const proof = await readProof(exchange);
  if (!isProven(proof)) throw unproven(proof);
  const { store, pseudonyms } = exchange;
  const { developer } = proof;
  // Where developers are given other names, a person has one in every week, and in rows from before that the one that came.
  const names = [developer, ...(pseudonyms?.storedPseudonyms(developer) ?? [])];
  const forgotten = await store.forget({ developers: names });
  const forgottenAtMs = Math.min(...forgotten.map((each) => each.forgottenAtMs));
  return jsonAnswer({
    developer,
    forgotten_at: new Date(forgottenAtMs).toISOString(),
    deleted: {
      events: forgotten.reduce((sum, { events }) => sum + events, 0),
      weekly_totals: forgotten.reduce((sum, { totals }) => sum + totals, 0),
    },
  });
}

async function readProof({ bodies, incoming }: Exchange): Promise<Proof> {
  const body = await bodies.read(incoming);
  try {
    if (body.length > maxForgetBytes) {
      throw new ApiError(413, "54000", `The request body is larger than ${maxForgetBytes} bytes`);
    }
    return parseProof(body.toString());
  } finally {
    bodies.release(body);
  }
}

function parseProof(text: string): Proof {
  try {
    const value: unknown = JSON.parse(text);
    if (isProof(value)) return value;
  } catch {
    // Falls through to the same answer.
  }
  throw new ApiError(400, "PGRST102", "The body is no proof", {
    details:
      "A proof has the members developer (32 lower-case hex digits), state and inner (64 each), and no others.",
  });
}

function unproven({ developer }: Proof): ApiError {
  const looksGuessable = /^.{12}5.{3}[89ab]/.test(developer);
  return new ApiError(403, "42501", "The proof is not this developer's", {
    hint: looksGuessable
      ? 'A pseudonym of identity: "uuid5" can\'t be proven: ask whoever runs this server to delete its rows.'
      : undefined,
  });
}
