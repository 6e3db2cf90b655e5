// A node:http server that only reads the body: what no collector on node:http can be faster than.
import { createServer } from "node:http";

const server = createServer((request, response) => {
  request.on("data", () => undefined);
  request.on("end", () => {
    response.writeHead(201, ["Content-Length", "0"]);
    response.end();
  });
});
server.listen(0, "127.0.0.1", () => console.log("listening on", portOf(server.address())));

function portOf(address: ReturnType<typeof server.address>): number | undefined {
  return typeof address === "object" ? address?.port : undefined;
}
