import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { privateNotKept } from "#shared/domain/exchange/key-form.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { hostsOn, statsigHosts } from "#shared/domain/project/project.ts";
import { readJson } from "../json/read-json.ts";
import { codeSnippet, snippetKeyVariable, snippetLanguages } from "./code-snippets.ts";
import { type SnippetRequest, sdkHosts } from "./snippet-request.ts";

const request: SnippetRequest = {
  url: "https://api.statsig.com/v1/check_gate",
  method: "POST",
  headers: [],
  body: { gateName: "checkout_v2", user: { userID: "ada" }, statsigMetadata: { exposureLoggingDisabled: true } },
  keyVariable: "STATSIG_SERVER_KEY",
  question: { kind: "gate", names: ["checkout_v2"] },
  keyKind: "server",
  isLogging: false,
  hosts: null,
};

/** Everything that some language takes for more than a character of text. */
const nasty = `'"\`$(id)$HOME\${x}%s%PATH%!!\\n\\\\ \n\r\t\b\f\0 '@ "@ <<EOF #{x} {{x}} </script> é 日本 😀 \u2028\u2029\ufeff\u007f’‘“”`;
const nastyBody: JsonObject = {
  [nasty]: nasty,
  __proto__key: { list: [nasty, "", 1, -2.5, 1e21, 1e-7, true, false, null, [], {}] },
  nested: [JSON.parse('{"__proto__": "a field like any other"}')],
  alone: "half a pair: \ud83d",
};

/** With numbers that the languages would write differently; the last with a backtick and quotes beside them. */
const exactBodies = [
  '{"user":{"userID":174322306148984899}}',
  '{"user":{"userID":"a","custom":{"a":1.0,"b":1e400,"c":-0,"d":19.90,"e":1E2,"f":60436225835668127}}}',
  `{"user":{"custom":${JSON.stringify({ nasty })}},"value":0.10}`,
].map(readJson);

/** Runs the programs once for many bodies: starting a program takes longer than all else here. */
const bodies: JsonValue[] = [
  nastyBody,
  ...fc.sample(fc.jsonValue({ maxDepth: 3 }), { numRuns: 60, seed: 7 }),
  ...fc.sample(fc.string({ unit: "grapheme" }), { numRuns: 60, seed: 8 }).map((text) => ({ user: { userID: text } })),
].map((body): JsonValue => JSON.parse(JSON.stringify(body)));
bodies.push(...exactBodies);

/** Reads what was sent as the body at this place: digit for digit if it has such numbers. */
const readSent = (text: string, place: number) => (exactBodies.includes(bodies[place] ?? null) ? readJson(text) : JSON.parse(text));

const environment = { ...process.env, STATSIG_SERVER_KEY: "the key from the environment" };
const largeOutput = 64 * 1024 * 1024;

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe("every snippet", () => {
  it.each(snippetLanguages)("in $title names the variable that holds the key", ({ id }) => {
    expect(codeSnippet(id, request)).toContain(id === "sdk-web" ? "STATSIG_CLIENT_KEY" : "STATSIG_SERVER_KEY");
    expect(codeSnippet(id, request)).toMatch(/[^\n]\n$/);
  });
});

describe("a request whose private attributes were not kept", () => {
  const names = { plan: privateNotKept, 'it\'s "$x"': privateNotKept };
  const incomplete: SnippetRequest = { ...request, body: { gateName: "checkout_v2", user: { userID: "ada", privateAttributes: names } } };
  const reason = `Not sent: the values of plan, it's "$x" were not kept. Put them in, then remove this error.`;

  it.each(snippetLanguages)("makes code for $title that says so and sends nothing", ({ id }) => {
    expect(codeSnippet(id, incomplete)).toContain("Not sent: the values of plan, it");
    expect(codeSnippet(id, request)).not.toContain("Not sent");
    const masked = { ...request, body: { user: { userID: "secret-••••••••4f2a" } } };
    expect(codeSnippet(id, masked)).toContain("Not sent: the value of userID was not kept.");
  });

  it("fails in the shell before curl, with the reason, also when the lines are pasted one by one", () => {
    const script = `curl() { echo sent; }\n${codeSnippet("curl", incomplete)}`;
    for (const args of [["-c", script], ["-i"]]) {
      const { stdout, stderr } = spawnSync("bash", ["--norc", ...args], { env: environment, input: `${script}\n` });
      expect(stdout.toString()).not.toContain("sent\n");
      expect(stderr.toString()).toContain(reason);
    }
  });

  it.each(["javascript", "sdk-node", "sdk-web"] as const)("ends the program in %s", (id) => {
    const code = codeSnippet(id, incomplete).replace(/^import .*$/gm, "");
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module"], {
      input: `globalThis.fetch = () => console.log("sent");\n${code}`,
    });
    expect(status).toBe(1);
    expect(stderr.toString()).toContain(`Error: ${reason}`);
  });

  it.skipIf(!hasPython)("ends the program in Python", () => {
    const { status, stderr } = spawnSync("python3", ["-"], { input: codeSnippet("python", incomplete) });
    expect(status).toBe(1);
    expect(stderr.toString()).toContain(reason);
  });
});

describe("the variable with the key", () => {
  it.each(snippetLanguages)("is the one that the code for $title reads", ({ id }) => {
    const variable = snippetKeyVariable(id, request);
    expect(variable).toBe(id === "sdk-web" ? "STATSIG_CLIENT_KEY" : "STATSIG_SERVER_KEY");
    expect(codeSnippet(id, request)).toContain(variable);
    expect(snippetKeyVariable("sdk-node", { ...request, question: null })).toBeNull();
  });
});

describe("a request that only reads, such as one for definitions or to the Console API", () => {
  const body = null;
  const reading: SnippetRequest = { ...request, method: "GET", body, question: null };
  const own = snippetLanguages.filter(({ id }) => id !== "sdk-node" && id !== "sdk-web");

  it.each(own)("was written as a POST with an empty body; in $title it is a GET without one", ({ id }) => {
    const code = codeSnippet(id, { ...reading, headers: [["STATSIG-API-VERSION", "20240601"]] });
    expect(code).toMatch(/\bGET\b|-Method Get\b|MethodGet/);
    expect(code).not.toMatch(/post|content-type|\bbody =|strings|\{\}/i);
    expect(code).toContain("STATSIG-API-VERSION");
    expect(code).toContain("20240601");
  });

  it.each(own)("has the variable where its address has the key: $title", ({ id }) => {
    const url = "https://api.statsigcdn.com/v2/download_config_specs/secret-••••••••4f2a.json?sinceTime=3";
    const code = codeSnippet(id, { ...reading, url });
    expect(code).not.toContain("•");
    expect(code).not.toContain("statsig-api-key");
    expect(code.match(/STATSIG_SERVER_KEY/g)).toHaveLength(1);
    expect(code).toContain(".json?sinceTime=3");
  });

  it.each(own)("keeps what follows the key in its address: $title", ({ id }) => {
    const url = "https://featureassets.org/v1/initialize?k=client-••••••••4f2a&st=javascript-client&sv=3.33.5&se=1#end";
    expect(codeSnippet(id, { ...reading, url })).toContain("&st=javascript-client&sv=3.33.5&se=1#end");
  });

  it("is put together by the shell, and by JavaScript", () => {
    const url = "https://cdn.example/v2/specs/secret-••••••••4f2a.json";
    const printed = execFileSync("bash", ["-c", `curl() { printf '%s\\n' "$@"; }\n${codeSnippet("curl", { ...reading, url })}`], {
      env: { ...process.env, STATSIG_SERVER_KEY: "secret-abc" },
    }).toString();
    expect(printed).toBe("--silent\n--show-error\n--request\nGET\nhttps://cdn.example/v2/specs/secret-abc.json\n");
  });

  it.each(["sdk-node", "sdk-web"] as const)("is no call of an SDK: %s says so", (id) => {
    expect(codeSnippet(id, reading)).toMatch(/^\/\/ The .* has no call for it\.\n$/);
  });
});

describe("cURL", () => {
  it("hands the address, the key and the very body to curl, whatever is in them", () => {
    // A function named curl takes the program's place and prints what it was given.
    const script = bodies.map((body) => codeSnippet("curl", { ...request, body, url: "https://example.org/it's?a=$b" })).join("");
    const printed = execFileSync("bash", ["-c", `curl() { printf '%s\\0' "$@"; }\n${script}`], {
      env: environment,
      maxBuffer: largeOutput,
    }).toString();
    const calls = printed.split("\0").slice(0, -1);
    const perCall = 11;
    expect(calls).toHaveLength(bodies.length * perCall);
    expect(calls.slice(0, perCall - 1)).toEqual([
      ...["--silent", "--show-error", "--request", "POST", "https://example.org/it's?a=$b"],
      ...["--header", "statsig-api-key: the key from the environment", "--header", "content-type: application/json", "--data-raw"],
    ]);
    expect(bodies.map((_, index) => readSent(calls[(index + 1) * perCall - 1] ?? "", index))).toEqual(bodies);
  });
});

describe("JavaScript", () => {
  it("fetches with the key and the very body, whatever is in it", () => {
    const stub = `const sent = [];
globalThis.fetch = async (url, options) => { sent.push({ url, ...options }); return { status: 200, json: async () => ({}) }; };
const log = console.log; console.log = () => {};\n`;
    const blocks = bodies.map((body) => `{\n${codeSnippet("javascript", { ...request, body })}}\n`).join("");
    const printed = execFileSync(process.execPath, ["--input-type=module"], {
      input: `${stub}${blocks}log(JSON.stringify(sent));`,
      env: environment,
      maxBuffer: largeOutput,
    }).toString();
    const sent: { url: string; method: string; headers: object; body: string }[] = JSON.parse(printed);
    expect(sent[0]).toMatchObject({
      url: request.url,
      method: "POST",
      headers: { "statsig-api-key": "the key from the environment", "content-type": "application/json" },
    });
    expect(sent.map(({ body }, place) => readSent(body, place))).toEqual(bodies);
  });
});

describe.skipIf(!hasPython)("Python", () => {
  it("opens a request with the key and the very body, whatever is in it", () => {
    const stub = `import io, json, urllib.request
sent = []
class Answer(io.BytesIO):
    status = 200
def stub(request, timeout):
    sent.append({"url": request.full_url, "method": request.get_method(), "headers": dict(request.header_items()), "body": request.data.decode()})
    return Answer(b"{}")
urllib.request.urlopen = stub\n`;
    const script = bodies.map((body) => codeSnippet("python", { ...request, body })).join("");
    const printed = execFileSync("python3", ["-X", "utf8", "-"], {
      input: `${stub}${script}\nprint("\\n" + json.dumps(sent))`,
      env: environment,
      maxBuffer: largeOutput,
    }).toString();
    const sent: { url: string; method: string; headers: object; body: string }[] = JSON.parse(printed.trim().split("\n").at(-1) ?? "");
    expect(sent[0]).toMatchObject({
      url: request.url,
      method: "POST",
      headers: { "Statsig-api-key": "the key from the environment", "Content-type": "application/json" },
    });
    expect(sent.map(({ body }, place) => readSent(body, place))).toEqual(bodies);
  });
});

describe("Go", () => {
  it("holds the very body in a raw string, which ends at a backtick and drops carriage returns", () => {
    for (const [place, body] of bodies.entries()) {
      const [, raw = "", rest = ""] = codeSnippet("go", { ...request, body }).split("`");
      expect(readSent(raw, place)).toEqual(body);
      expect(raw).not.toMatch(/[\r\ufeff\0]/);
      expect(rest).toContain('os.Getenv("STATSIG_SERVER_KEY")');
    }
  });
});

describe("PowerShell", () => {
  it("holds the very body in a here-string, which ends at a line that begins with '@", () => {
    for (const [place, body] of bodies.entries()) {
      const [, text = ""] = /@'\n([\s\S]*?)\n['‘’‚‛]@/.exec(codeSnippet("powershell", { ...request, body })) ?? [];
      expect(readSent(text, place)).toEqual(body);
    }
  });

  it("doubles every quote that PowerShell knows", () => {
    expect(codeSnippet("powershell", { ...request, url: "https://example.org/it's-it’s" })).toContain(
      "-Uri 'https://example.org/it''s-it’’s'",
    );
  });
});

describe("the SDKs", () => {
  it("ask the same question without logging, unless it was asked with logging", () => {
    expect(codeSnippet("sdk-node", request)).toContain('statsig.checkGate(user, "checkout_v2", { disableExposureLogging: true })');
    expect(codeSnippet("sdk-node", { ...request, isLogging: true })).toContain('statsig.checkGate(user, "checkout_v2")');
    expect(codeSnippet("sdk-web", request)).toContain('statsig.checkGate("checkout_v2", { disableExposureLog: true })');
  });

  it.each([
    ["config", 'getDynamicConfig(user, "x", {'],
    ["experiment", 'getExperiment(user, "x", {'],
    ["layer", 'getLayer(user, "x", {'],
  ] as const)("call for a %s what the Node SDK calls it", (kind, call) => {
    expect(codeSnippet("sdk-node", { ...request, question: { kind, names: ["x"] } })).toContain(call);
  });

  it("ask at the project's hosts, where these are not Statsig's", () => {
    expect(sdkHosts(statsigHosts)).toBeNull();
    const own = { ...request, url: "http://127.0.0.1:4400/v1/check_gate", hosts: sdkHosts(hostsOn("http://127.0.0.1:4400")) };
    expect(codeSnippet("sdk-node", own)).toContain('"specsUrl": "http://127.0.0.1:4400/v2/download_config_specs"');
    expect(codeSnippet("sdk-web", own)).toContain('"api": "http://127.0.0.1:4400/v1"');
    for (const id of ["sdk-node", "sdk-web"] as const) expect(codeSnippet(id, own)).not.toContain("This asks Statsig");
  });

  it.each(["sdk-node", "sdk-web"] as const)(
    "say that they ask Statsig where the request went to hosts that are not known any more: %s",
    (id) => {
      expect(codeSnippet(id, { ...request, url: "http://127.0.0.1:4400/v1/check_gate" })).toContain(
        "// This calls Statsig, not http://127.0.0.1:4400: set ",
      );
      expect(codeSnippet(id, request)).not.toContain("This asks Statsig");
    },
  );

  it("use a key of the kind that they take", () => {
    expect(codeSnippet("sdk-node", { ...request, keyKind: "client", keyVariable: "STATSIG_CLIENT_KEY" })).toContain(
      "process.env.STATSIG_SERVER_KEY",
    );
    expect(codeSnippet("sdk-web", request)).toContain("process.env.STATSIG_CLIENT_KEY");
  });

  it("say where they have no such call", () => {
    expect(codeSnippet("sdk-web", { ...request, question: { kind: "ranked", names: ["x"] } })).toBe(
      "// The web SDK has no call for ranked lists.\n",
    );
  });

  it.each(["sdk-node", "sdk-web"] as const)("are JavaScript: %s parses for any user and names", (language) => {
    for (const names of [[nasty], [nasty, "b"]]) {
      const code = codeSnippet(language, { ...request, body: { user: nastyBody }, question: { kind: "experiment", names } });
      const { status, stderr } = spawnSync(process.execPath, ["--check", "--input-type=module"], { input: code });
      expect([status, stderr.toString()]).toEqual([0, ""]);
    }
  });
});
