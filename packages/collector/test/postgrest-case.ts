import recorded from "./postgrest-cases.json" with { type: "json" };

/** A request that was sent to a real PostgREST, and what it answered. */
export interface Case {
  readonly number: string;
  readonly title: string;
  /** Were the seed rows there, and nothing else? */
  readonly seeded: boolean;
  /** Whose key is sent, unless the headers have one. */
  readonly role: string;
  readonly method: string;
  readonly target: string;
  readonly version?: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Was the token in the headers signed with the server's secret? */
  readonly signed?: boolean | undefined;
  readonly body?: string | undefined;
  readonly bodyBase64?: string | undefined;
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string | undefined>>;
  readonly answerBody: string;
  /** How many rows were there afterwards. */
  readonly rowsLeft?: number | undefined;
}

export const recordedFrom: string = recorded.recordedFrom;

/** In epoch seconds. */
export const recordedAt: number = recorded.recordedAt;

export const seedRows: readonly { id: string; payload: unknown }[] = [
  { name: "page_view", n: 1, user: "ann", tags: ["a", "b"], ok: true },
  { name: "page_view", n: 2, user: "bob", tags: ["b"], ok: false },
  { name: "click", n: 3, user: "ann", nested: { k: "v" } },
  { name: "Sign Up", n: 10, user: null },
  null,
].map((payload, index) => ({ id: `00000000-0000-4000-8000-00000000000${index + 1}`, payload }));

/** What the numbers before the point stand for. */
export const sections: Readonly<Record<string, string>> = {
  "1": "POST: single objects, arrays, `return=`",
  "2": "POST: shapes of the body",
  "3": "POST: content types",
  "4": "Duplicate ids, `on_conflict`, `resolution=`, PUT",
  "5": "What an upsert needs",
  "6": "GET by role",
  "7": "GET: `select`",
  "8": "GET: filters",
  "9": "`order`, `limit`, `offset`, `Range`, counts",
  "10": "`Accept`",
  "11": "Authentication",
  "12": "OPTIONS and CORS",
  "13": "PATCH and DELETE",
  "14": "Functions",
  "15": "Root, paths and methods",
};

const longId = "x".repeat(20_000);

/** What is too long to be written out among the cases. */
const longParts: Readonly<Record<string, Partial<Case>>> = {
  "2.43b": { body: `{"payload":${"[".repeat(100_000)}${"]".repeat(100_000)}}` },
  "2.44": { body: JSON.stringify({ payload: "x".repeat(5_000_000) }) },
  "2.45": { body: JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ payload: { i } }))) },
  "15.18": {
    target: `/events?id=eq.${longId}`,
    answerBody: `{"code":"22P02","details":null,"hint":null,"message":"invalid input syntax for type uuid: \\"${longId}\\""}`,
  },
  "15.19": { headers: { "X-Long": "y".repeat(70_000) } },
};

export const cases: readonly Case[] = recorded.cases.map((one: Case) => ({
  ...one,
  ...longParts[one.number],
}));

/**
 * Cases that ask a function of the recorded database who they are. Here they ask for the rows, which service_role alone
 * gets to see.
 */
export function asksWhoItIs({ method, target, number }: Case): boolean {
  return method === "GET" && target === "/rpc/whoami?select=role" && /^1[15]\./.test(number);
}
