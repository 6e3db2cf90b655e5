import { ApiError, notImplemented } from "./api-error.ts";
import { routes } from "./routes.ts";
import type { Handler, Route } from "./route.ts";
import { findTable } from "./table.ts";

const restPrefix = "/rest/v1/";

/** The handler of a request that a key was checked for. @throws ApiError 400, 404 or 405. */
export function findHandler(method: string, path: string): Handler {
  const route = findRoute(path);
  if (method === "OPTIONS") return () => ({ status: 200, headers: optionsHeaders(route), body: "" });
  const operation = isOffered(method) ? route[method] : method === "HEAD" ? route.GET : undefined;
  if (operation !== undefined) return operation.handle;
  if (method === "PATCH" && route.POST !== undefined) {
    throw notImplemented("PATCH is not offered: POST whole rows with resolution=merge-duplicates.");
  }
  throw new ApiError(405, "PGRST117", `Unsupported HTTP method: ${method}`);
}

/** The path of the route table that a path belongs to: the few names by which requests are counted. */
export function routeName(path: string): string {
  return Object.hasOwn(routes, path) ? path : "other";
}

function findRoute(path: string): Route {
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (route !== undefined) return route;
  if (path.startsWith(`${restPrefix}rpc/`)) throw notImplemented("Functions (/rpc/) are not offered.");
  if (path.startsWith(restPrefix)) {
    const name = path.slice(restPrefix.length);
    if (name !== "" && !name.includes("/")) findTable(decoded(name));
  }
  throw new ApiError(404, "PGRST125", "Invalid path specified in request URL");
}

function isOffered(method: string): method is keyof Route {
  return method === "POST" || method === "GET" || method === "PUT" || method === "DELETE";
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function optionsHeaders(route: Route): readonly string[] {
  return ["Access-Control-Allow-Origin", "*", "Allow", allowed(route)];
}

function allowed(route: Route): string {
  const methods = ["OPTIONS"];
  if (route.GET !== undefined) methods.push("GET", "HEAD");
  for (const method of ["POST", "PUT"] as const) if (route[method] !== undefined) methods.push(method);
  // As PostgREST says of these tables; what it would do is refused with a reason of its own.
  if (route.PUT !== undefined) methods.push("PATCH");
  if (route.DELETE !== undefined) methods.push("DELETE");
  return methods.join(",");
}
