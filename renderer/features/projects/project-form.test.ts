import { expect, test } from "vitest";
import { blankProject, hostsOn, proxyProblem, statsigHosts } from "#shared/domain/project/project.ts";
import { formOf, hostNames, hostsOnOneAddress, isEdited, isStatsigDefault, readForm } from "./project-form.ts";

const draft = { ...blankProject(), name: "Lumen & Loom" };

test("reads an unchanged form back as the draft it was made from", () => {
  expect(isEdited(formOf(draft), draft)).toBe(false);
  expect(readForm(formOf(draft), draft)).toEqual({ draft });
});

test("accepts spaces around an address and a decimal comma", () => {
  const form = { ...formOf(draft), hosts: { ...draft.hosts, api: "  https://proxy.example/v1 " }, timeoutSeconds: "2,5" };
  expect(readForm(form, draft)).toEqual({
    draft: {
      ...draft,
      hosts: { ...draft.hosts, api: "https://proxy.example/v1" },
      network: { ...draft.network, requestTimeoutMs: 2500 },
    },
  });
});

test("reports a problem for each invalid field", () => {
  const form = {
    name: " ",
    hosts: { ...statsigHosts, api: "http://statsig.example/v1", cdn: "nowhere" },
    singleHost: "",
    proxyMode: "url" as const,
    proxyUrl: "proxy:3128",
    caFile: "",
    timeoutSeconds: "soon",
  };
  expect(readForm(form, draft)).toEqual({
    problems: {
      name: "Enter a name for the project.",
      "hosts.api": "Plain http is allowed only to this machine (127.0.0.1, localhost or [::1]). Use https.",
      "hosts.cdn": "Enter a complete address, such as https://api.statsig.com/v1",
      proxyUrl: proxyProblem,
      timeoutSeconds: "Enter a number of seconds from 0.5 to 300.",
    },
  });
});

test.each([
  ["https://statsig.corp.example", "https://statsig.corp.example"],
  ["http://127.0.0.1:4000/", "http://127.0.0.1:4000"],
  [" https://gateway.example/statsig/v1 ", "https://gateway.example/statsig"],
])("puts all addresses on the host of %s", (typed, base) => {
  expect(hostsOnOneAddress(typed)).toEqual(hostsOn(base));
});

test("returns no hosts for text that is not an address", () => {
  expect([hostsOnOneAddress(""), hostsOnOneAddress("statsig.example"), hostsOnOneAddress("ftp://statsig.example")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("uses a single host that was typed, or says why it cannot be used, and never drops it", () => {
  const typed = (singleHost: string) => readForm({ ...formOf(draft), name: "Shop", singleHost }, draft);
  expect(typed(" https://mock.example/v1 ")).toMatchObject({ draft: { hosts: hostsOn("https://mock.example") } });
  expect(typed("mock.example")).toEqual({ problems: { singleHost: "Enter a complete address, such as https://statsig-proxy.example" } });
  expect(typed("https://statsig.com@evil.example")).toEqual({ problems: { singleHost: expect.stringContaining("Remove the user name") } });
  expect(typed(" ")).toMatchObject({ draft: { hosts: draft.hosts } });
});

test("lists each host once, without scheme or path", () => {
  expect(hostNames(statsigHosts)).toEqual([
    "api.statsig.com",
    "events.statsigapi.net",
    "featureassets.org",
    "api.statsigcdn.com",
    "statsigapi.net",
  ]);
  expect(isStatsigDefault({ ...statsigHosts, api: `${statsigHosts.api} ` })).toBe(true);
});
