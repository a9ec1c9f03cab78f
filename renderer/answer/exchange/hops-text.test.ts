import { expect, test } from "vitest";
import { hopsAsText } from "./hops-text.ts";

test("the report for IT has hops, times and the address, but no key and no query", () => {
  const text = hopsAsText({
    answer: { because: "the proxy refused the connection", atMs: Date.UTC(2026, 10, 23, 12, 9, 2) },
    hops: [
      { name: "machine", detail: "online", state: "passed", ms: 0.1 },
      { name: "proxy", detail: "proxy.example:3128 refused", state: "failed", ms: 10.04 },
      { name: "tls", detail: "api.statsig.com", state: "not_tried", ms: null },
    ],
    exchange: {
      method: "POST",
      url: "https://featureassets.org/v1/initialize?k=client-••••••••4f2a",
      timing: { phases: [], totalMs: 12, isReusedConnection: false, via: "proxy.example:3128" },
    },
  });
  expect(text).toBe(`Gatescope got no answer: the proxy refused the connection.
At 2026-11-23T12:09:02.000Z
POST https://featureassets.org/v1/initialize, via proxy.example:3128

passed     This machine: online, 0.1 ms
FAILED     Proxy: proxy.example:3128 refused, 10 ms
not tried  TLS: api.statsig.com`);
});
