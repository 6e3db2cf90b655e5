// A tool that has declared what it sends and is wrapped: its end is recorded, of the declared fields alone.
import { createTelemetry } from "@astrolabe/client";
import { defineEvents } from "@astrolabe/client/declare";

const events = defineEvents({
  schema: 1,
  tool: "greet",
  contact: "privacy@example.org",
  events: {
    greet: {
      about: "A greeting.",
      fields: { exit_code: { type: "integer", min: 0, max: 255, about: "How it ended." } },
    },
  },
});
createTelemetry({ events }).wrap({}, { name: process.argv[2], payload: { home: process.env["HOME"] } });
process.exitCode = 4;
