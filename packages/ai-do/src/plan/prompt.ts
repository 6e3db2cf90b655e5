export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** What a model is told before the goal. Of the machine it learns the platform, and nothing else. */
export function instructions(platform: NodeJS.Platform): Message {
  const shell = platform === "win32" ? "cmd.exe" : "sh";
  return {
    role: "system",
    content: `You plan a task for a command line on ${platform}. Answer with one JSON object and nothing else:
{"question": null, "steps": [{"command": "…", "why": "…", "risky": false}]}
- The steps are few, and each is one ${shell} command. Each runs in a shell of its own, in the folder where the person is: a cd or a variable does not carry over to the next.
- A person reads each command before it runs. Prefer plain, well-known programs; let nothing wait for input.
- "why" says in a short sentence what the step is for.
- "risky" is true if the step deletes or overwrites something, can't be undone, needs more rights, sends data away, or changes anything outside the folder.
- If the goal can't be understood without a guess that matters, "steps" is empty and "question" is one short question. Otherwise "question" is null.`,
  };
}

/** The same as a JSON schema, for servers that hold a model to one. */
export const proposalSchema: Readonly<Record<string, unknown>> = {
  type: "object",
  properties: {
    question: { type: ["string", "null"] },
    steps: {
      type: "array",
      items: {
        type: "object",
        properties: {
          command: { type: "string" },
          why: { type: "string" },
          risky: { type: "boolean" },
        },
        required: ["command", "why", "risky"],
        additionalProperties: false,
      },
    },
  },
  required: ["question", "steps"],
  additionalProperties: false,
};
