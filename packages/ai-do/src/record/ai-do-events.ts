// All that ai-do may send. `npm run reference` writes EVENTS.md, for people, and EVENTS.json, for collectors, from it.
import { type DeclaredEvents, defineEvents } from "@astrolabe/client/declare";

const declaration = {
  schema: 1,
  tool: "ai-do",
  contact: "the makers of Astrolabe, where its source is",
  events: {
    "ai-do": {
      about: "One run of ai-do: how it ended, and how long it took. No goal, command, output or file name.",
      fields: {
        exit_code: {
          type: "integer",
          min: -0x80000000,
          max: 0xffffffff,
          about: "What the run ended with; 0 is success.",
        },
        start_ts: {
          type: "number",
          min: 0,
          max: 1e11,
          about: "When it began, in seconds since 1970-01-01T00:00:00Z.",
        },
        end_ts: {
          type: "number",
          min: 0,
          max: 1e11,
          about: "When it ended, in seconds since 1970-01-01T00:00:00Z.",
        },
        latency_ms: { type: "number", min: 0, max: 1e10, about: "How long it took, in milliseconds." },
        step_count: { type: "integer", min: 0, max: 1e6, about: "How many steps were run." },
        version: {
          type: "string",
          pattern: "\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}[0-9a-z.-]{0,16}",
          about: "The version of ai-do.",
        },
        platform: {
          type: "string",
          values: [
            "aix",
            "android",
            "cygwin",
            "darwin",
            "freebsd",
            "haiku",
            "linux",
            "netbsd",
            "openbsd",
            "sunos",
            "win32",
          ],
          about: "The operating system, as Node names it.",
        },
        ci: { type: "boolean", about: "Whether it ran on continuous integration." },
      },
    },
  },
} as const;

export const aiDoEvents: DeclaredEvents<typeof declaration> = defineEvents(declaration);
