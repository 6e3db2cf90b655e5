import packageJson from "../package.json" with { type: "json" };
import type { Operation, Route } from "./route.ts";

const error = {
  description: "A refusal, in PostgREST's shape.",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["code", "details", "hint", "message"],
        properties: {
          code: { type: "string" },
          details: { type: ["string", "null"] },
          hint: { type: ["string", "null"] },
          message: { type: "string" },
        },
      },
    },
  },
};

/** Describes the route table as an OpenAPI 3.1 document. */
export function describeApi(routes: Readonly<Record<string, Route>>): object {
  const paths = Object.entries(routes).map(([path, route]) => [
    path,
    Object.fromEntries(
      Object.entries(route).map(([method, operation]) => [method.toLowerCase(), describe(operation)]),
    ),
  ]);
  return {
    openapi: "3.1.0",
    info: { title: "Astrolabe collector", version: packageJson.version },
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        apikey: { type: "apiKey", in: "header", name: "apikey" },
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      },
    },
    security: [{}, { apikey: [] }, { bearer: [] }],
  };
}

function describe({ summary, parameters = {}, body, answers }: Operation): object {
  return {
    summary,
    parameters: Object.entries(parameters).map(([name, description]) => ({
      name,
      in: "query",
      description,
      schema: { type: "string" },
    })),
    ...(body === undefined ? {} : { requestBody: { content: { "application/json": { schema: body } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, description]) => [status, { description }]),
      ),
      default: error,
    },
  };
}
