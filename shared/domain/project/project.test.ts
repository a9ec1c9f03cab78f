import { describe, expect, it } from "vitest";
import { addressProblem, isLoopbackName } from "./address-problem.ts";
import { blankProject, consoleBaseBeside, keyOrigins, ProjectDraftSchema, ProjectSchema, projectOrigins, statsigHosts } from "./project.ts";
import { isProtectedTier } from "./protected-tier.ts";

const withApi = (api: string) => ({ ...blankProject(), name: "Shop", hosts: { ...statsigHosts, api } });

describe("a project", () => {
  it("starts with Statsig's hosts and the default tiers, and lacks only a name", () => {
    const { error } = ProjectDraftSchema.safeParse(blankProject());
    expect(error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([["name", "Enter a name for the project."]]);
    expect(ProjectDraftSchema.parse({ ...blankProject(), name: " Shop " }).name).toBe("Shop");
  });

  it("that an earlier version stored with such an address can still be read, and its requests are refused", () => {
    const stored = { ...withApi("https://user@statsig.example/v1"), id: "p", kind: "statsig", createdAtMs: 0 };
    expect(ProjectSchema.safeParse(stored).success).toBe(true);
    expect(addressProblem("https://user@statsig.example")).toMatch(/Remove the user name/);
  });

  it("shares no object with another blank project", () => {
    const [one, other] = [blankProject(), blankProject()];
    one.hosts.api = "https://example.org";
    for (const tier of one.tiers) tier.isProtected = false;
    one.network.requestTimeoutMs = 500;
    expect(other).toEqual(blankProject());
  });

  it.each(["https://statsig.example.org/v1", "http://127.0.0.1:8080/v1", "http://localhost/v1", "http://[::1]:9/v1"])(
    "may use the API base %s",
    (api) => {
      expect(ProjectDraftSchema.safeParse(withApi(api)).success).toBe(true);
    },
  );

  it.each([
    ["http://statsig.example.org/v1", /Plain http is allowed only to this machine/],
    ["http://127.0.0.1.example.org/v1", /Plain http is allowed only to this machine/],
    ["http://localhost@example.org/v1", /Remove the user name: .* go to example.org/],
    ["https://api.statsig.com@evil.example/v1", /Remove the user name: .* go to evil.example/],
    ["https://:pw@api.statsig.com", /Remove the user name/],
    ["https://@api.statsig.com", /Remove the user name/],
    ["https://api.statsіg.com/v1", /letters outside ASCII .* api.xn--statsg-tvf.com/],
    ["https://xn--pi-7kc.statsig.com/v1", /letters outside ASCII/],
    ["https://api.statsig.com\u200b/v1", /letters outside ASCII/],
    ["https://ｅｖｉｌ．example/v1", /letters outside ASCII .* it is evil.example/],
    ["https://api.statsig.com/\u202e1v", /no letters outside ASCII/],
    ["https://api.statsig.com\\@evil.example", /no spaces and no backslashes/],
    ["https:evil.example", /Enter a complete address/],
    ["https://api.statsig.com/v1?x=1", /without a query/],
    ["https://api.statsig.com/v1#@x", /without a query/],
    ["ftp://example.org", /Enter a complete address/],
    ["api.statsig.com", /Enter a complete address/],
    ["", /Enter a complete address/],
  ])("may not use the API base %j", (api, problem) => {
    expect(ProjectDraftSchema.safeParse(withApi(api)).error?.issues[0]?.message).toMatch(problem);
  });

  it("sends its keys to the origins of its hosts, each listed once", () => {
    expect(projectOrigins({ ...statsigHosts, events: "https://api.statsig.com/other" })).toEqual([
      "https://api.statsig.com",
      "https://featureassets.org",
      "https://api.statsigcdn.com",
      "https://statsigapi.net",
    ]);
  });

  it("sends a console key to the Console API, and no other key there", () => {
    expect(keyOrigins(statsigHosts, "console")).toEqual(["https://statsigapi.net"]);
    for (const kind of ["server", "client", "unknown"] as const)
      expect(keyOrigins(statsigHosts, kind)).not.toContain("https://statsigapi.net");
  });

  it.each([
    ["https://api.statsig.com/v1", "https://statsigapi.net/console/v1"],
    ["https://statsig.corp.example/v1/", "https://statsig.corp.example/console/v1"],
    ["https://gateway.example/statsig/v1", "https://gateway.example/statsig/console/v1"],
  ])("with the API base %s has the Console API at %s by default", (api, base) => {
    expect(consoleBaseBeside(api)).toBe(base);
  });
});

describe("a tier", () => {
  it("is protected regardless of case, and only if the project says so", () => {
    const names = ["production", "Production", "staging", "qa"];
    expect(names.map((tier) => isProtectedTier(blankProject(), tier))).toEqual([true, true, false, false]);
  });
});

it.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["localhost", true],
  ["[::1]", true],
  ["localhost.example.org", false],
  ["127.0.0.1.example.org", false],
  ["0.0.0.0", false],
])("isLoopbackName(%s) is %s", (hostname, isHere) => {
  expect(isLoopbackName(hostname)).toBe(isHere);
});
