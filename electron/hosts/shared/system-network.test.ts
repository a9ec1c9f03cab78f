import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createSystemNetwork, overruleInsecureTls, proxyFromEnvironment } from "./system-network.ts";

const proxyFor = (url: string, env: NodeJS.ProcessEnv) => proxyFromEnvironment(new URL(url), env);

describe("the proxy of the environment", () => {
  it.each([
    ["none without a variable", "https://api.statsig.com", {}, null],
    ["HTTPS_PROXY for https", "https://api.statsig.com", { HTTPS_PROXY: "http://p:3128" }, "http://p:3128"],
    ["lower case first", "https://a.b", { HTTPS_PROXY: "http://upper:1", https_proxy: "http://lower:1" }, "http://lower:1"],
    ["the one for http, where https has none", "https://a.b", { HTTP_PROXY: "http://p:1" }, "http://p:1"],
    ["not the one for https, for http", "http://a.b", { HTTPS_PROXY: "http://p:1" }, null],
    ["one without a scheme", "https://a.b", { HTTPS_PROXY: "p:3128" }, "http://p:3128"],
    ["none for an empty one", "https://a.b", { HTTPS_PROXY: "" }, null],
  ])("is %s", (_what, url, env, expected) => {
    expect(proxyFor(url, env)).toBe(expected);
  });

  it.each([
    ["api.statsig.com", "https://api.statsig.com", true],
    ["statsig.com", "https://api.statsig.com", true],
    [".statsig.com", "https://api.statsig.com", true],
    ["*.statsig.com", "https://api.statsig.com", true],
    ["STATSIG.com", "https://api.statsig.com", true],
    ["sig.com", "https://statsig.com", false],
    ["a.b, statsig.com", "https://statsig.com", true],
    ["a.b statsig.com", "https://statsig.com", true],
    ["*", "https://statsig.com", true],
    ["statsig.com:443", "https://statsig.com", true],
    ["statsig.com:8443", "https://statsig.com", false],
    ["[::1]:8443", "https://[::1]:8443", true],
    ["::1", "https://[::1]", true],
    ["127.0.0.1", "https://127.0.0.1:9", true],
    ["", "https://statsig.com", false],
  ])("with NO_PROXY=%s and %s is exempt: %s", (list, url, isExempt) => {
    expect(proxyFor(url, { HTTPS_PROXY: "http://p:1", NO_PROXY: list })).toBe(isExempt ? null : "http://p:1");
  });
});

describe("the trusted certificates", () => {
  it("are certificates without duplicates", () => {
    const network = createSystemNetwork({});
    const trusted = network.trustedCertificates();
    expect(new Set(trusted).size).toBe(trusted.length);
    expect(trusted.length).toBeGreaterThan(50);
    expect(new X509Certificate(trusted[0] ?? "").ca).toBe(true);
    expect(network.trustedCertificates()).toBe(trusted);
  });
});

it("checks certificates although NODE_TLS_REJECT_UNAUTHORIZED is 0, and says so", () => {
  const env: NodeJS.ProcessEnv = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  const warnings: string[] = [];
  overruleInsecureTls(env, { warn: (message) => void warnings.push(message) });
  overruleInsecureTls({}, { warn: (message) => void warnings.push(message) });
  expect(env).toEqual({});
  expect(warnings).toEqual([expect.stringContaining("NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored")]);
});
