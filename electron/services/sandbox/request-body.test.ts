import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { Refusal } from "./refusal.ts";
import { readJsonBody } from "./request-body.ts";

test("an incomplete body is refused with 400, not reported as an error of the sandbox", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const reading = once(server, "request").then(([received]) => {
    sender.destroy();
    return readJsonBody(received, { query: new URLSearchParams(), mayBeEmpty: false });
  });
  const sender = httpRequest({ host: "127.0.0.1", port, method: "POST", headers: { "content-length": "100" } }).on("error", () => {});
  sender.write("{");
  await expect(reading).rejects.toEqual(new Refusal(400, "The body is incomplete."));
  server.close();
});
