import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { gunzip } from "#services/file-text.ts";
import { unzstd } from "#services/history/unzstd.ts";
import "#tests/property-seed.ts";
import { recordedVia } from "../../exchange/exchange.ts";
import { readRecording, UnusableRecording } from "./read-recording.ts";
import type { RecordedCall } from "./recorded-call.ts";

const nowMs = Date.UTC(2027, 0, 1);
const key = "client-abcdefghij0123456789ABCD";

async function read(text: string, pieceLength = 1000) {
  async function* pieces() {
    for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
  }
  return readRecording(pieces(), { gunzip, unzstd, nowMs });
}

const harOf = (...entries: object[]) => JSON.stringify({ log: { version: "1.2", pages: [], entries } });
function entryOf({ url = `https://featureassets.org/v1/initialize?k=${key}`, postData = {}, response = {}, ...others }: EntryChanges = {}) {
  return {
    startedDateTime: "2026-11-23T12:00:00.123Z",
    time: 12.5,
    request: { method: "POST", url, headers: [], postData: { mimeType: "text/plain", ...postData } },
    response: { status: 200, statusText: "OK", headers: [], content: { size: 2, mimeType: "application/json", text: "{}" }, ...response },
    timings: { blocked: -1, dns: -1, connect: 5, ssl: 3, send: 0.5, wait: 2, receive: 1 },
    ...others,
  };
}

interface EntryChanges {
  readonly url?: string;
  readonly postData?: object;
  readonly response?: object;
  readonly startedDateTime?: string;
}

async function onlyCall(text: string): Promise<RecordedCall> {
  const { calls } = await read(text);
  expect(calls).toHaveLength(1);
  return calls[0] as RecordedCall;
}

it("reads a recording of the official SDK in a browser: its body is decoded, its key and private attributes are masked, other requests are counted", async () => {
  const text = await readFile(fileURLToPath(new URL("../../../../tests/recordings/js-client.har", import.meta.url)), "utf8");
  const { calls, requests, otherRequests } = await read(text);
  expect({ requests, otherRequests, endpoints: calls.map(({ exchange }) => exchange.endpoint) }).toEqual({
    requests: 5,
    otherRequests: 0,
    endpoints: ["initialize", "log_event", "check_gate"],
  });
  const [initialize, logged] = calls;
  expect(JSON.parse(initialize?.exchange.request.body ?? "")).toMatchObject({
    user: { userID: "u-1036", privateAttributes: { plan: "[private, not kept]" } },
    statsigMetadata: { sdkType: "javascript-client" },
  });
  expect(initialize?.exchange.url).toContain("k=client-••••••••50b2&st=javascript-client");
  expect(logged?.notes).toEqual(["The recording does not have the request’s body."]);
  expect(JSON.stringify(calls)).not.toMatch(/sandbox92372|platinum-secret/);
});

it("decodes the SDK’s encodings: Base64 in reverse, gzip as bytes or Base64, and Base64 of a response", async () => {
  const body = '{"user":{"userID":"ada"},"n":174322306148984899,"statsigMetadata":{}}';
  const packed = gzipSync(body);
  const reversed = [...btoa(body)].reverse().join("");
  for (const [url, postData] of [
    ["https://featureassets.org/v1/initialize?se=1", { text: reversed }],
    ["https://featureassets.org/v1/initialize", { text: reversed }],
    ["https://prodregistryv2.org/v1/rgstr?gz=1", { text: packed.toString("latin1") }],
    ["https://prodregistryv2.org/v1/rgstr?gz=1", { text: packed.toString("base64") }],
    ["https://prodregistryv2.org/v1/rgstr?gz=1", { text: packed.toString("base64"), encoding: "base64" }],
  ] as const)
    expect((await onlyCall(harOf(entryOf({ url, postData })))).exchange.request.body).toBe(body);
  const content = { text: btoa('{"a":1}'), encoding: "base64", size: 7 };
  expect((await onlyCall(harOf(entryOf({ response: { content } })))).exchange.outcome).toMatchObject({ body: '{"a":1}' });
  const damaged = await onlyCall(
    harOf(entryOf({ url: "https://prodregistryv2.org/v1/rgstr?gz=1", postData: { text: "\u001f\u008b\u0008damaged" } })),
  );
  expect(damaged).toMatchObject({ exchange: { request: { body: null } }, notes: [expect.stringContaining("damaged")] });
});

it("decompresses zstd, and says when it cannot", async () => {
  const body = '{"events":[],"statsigMetadata":{}}';
  // As statsig-server-core-node 0.23 sends its events.
  const packed = zstdCompressSync(body);
  const sent = (postData: object) => onlyCall(harOf(entryOf({ url: "https://statsigapi.net/v1/log_event", postData })));
  for (const postData of [{ text: packed.toString("base64"), encoding: "base64" }, { text: packed.toString("latin1") }])
    expect(await sent(postData)).toMatchObject({
      exchange: { request: { body, bodyBytes: body.length } },
      notes: ["The request’s body was compressed; it is shown decompressed."],
    });
  const damaged = "The request’s body is compressed, and the recording has it damaged; it was left out.";
  const tooLarge = "The request’s body has more than 64 MB when it is decompressed; it was left out.";
  for (const [postData, note] of [
    // Bytes that a tool recorded as UTF-8 are lost.
    [{ text: packed.toString("utf8") }, damaged],
    [{ text: packed.subarray(0, -2).toString("base64"), encoding: "base64" }, damaged],
    [{ text: zstdCompressSync(Buffer.alloc(64_000_001, "[")).toString("base64"), encoding: "base64" }, tooLarge],
    [{ text: gzipSync(Buffer.alloc(64_000_001, "[")).toString("base64"), encoding: "base64" }, tooLarge],
  ] as const)
    expect(await sent(postData)).toMatchObject({ exchange: { request: { body: null } }, notes: [note] });
});

it("keeps times, timings and status; says what the recording does not have", async () => {
  const call = await onlyCall(harOf(entryOf({ response: { content: { size: 500, mimeType: "application/json" } } })));
  expect(call).toMatchObject({
    exchange: {
      atMs: Date.UTC(2026, 10, 23, 12, 0, 0, 123),
      outcome: { kind: "answered", status: 200, body: "", isCut: true },
      timing: {
        // A recording does not say which connection was used.
        via: recordedVia,
        totalMs: 12.5,
        phases: [
          { name: "connect", ms: 2 },
          { name: "tls", ms: 3 },
          { name: "send", ms: 0.5 },
          { name: "wait", ms: 2 },
          { name: "receive", ms: 1 },
        ],
      },
    },
    notes: ["The recording does not have the response’s body."],
  });
  const blocked = harOf(entryOf({ startedDateTime: "1601-01-01", response: { status: 0, _error: "net::ERR_BLOCKED_BY_CLIENT" } }));
  expect(await onlyCall(blocked)).toMatchObject({
    exchange: { atMs: null, outcome: { kind: "not_sent" } },
    notes: [expect.stringContaining("no usable time")],
  });
});

it.each([
  [
    "Chrome",
    `fetch("https://featureassets.org/v1/initialize?k=${key}&st=js&sv=3", {\n  "headers": {\n    "accept": "*/*"\n  },\n  "referrer": "https://shop.example/",\n  "body": "{\\"user\\":{\\"userID\\":\\"a\\\\\\"da\\"}}",\n  "method": "POST",\n  "mode": "cors",\n  "credentials": "omit"\n}); ;\nfetch("https://other.example/", {"method": "GET", "body": null});`,
  ],
  [
    "Firefox",
    `await fetch("https://featureassets.org/v1/initialize?k=${key}&st=js&sv=3", {\n    "credentials": "omit",\n    "headers": {\n        "accept": "*/*"\n    },\n    "body": "{\\"user\\":{\\"userID\\":\\"a\\\\\\"da\\"}}",\n    "method": "POST",\n    "mode": "cors"\n});\nawait fetch("https://other.example/");`,
  ],
  [
    "cURL",
    `curl 'https://featureassets.org/v1/initialize?k=${key}&st=js&sv=3' \\\n  -H 'accept: */*' \\\n  -b 'session=abc' \\\n  --data-raw '{"user":{"userID":"a\\"da"}}' ;\ncurl 'https://other.example/' -X GET`,
  ],
  [
    "cURL for cmd",
    `curl ^"https://featureassets.org/v1/initialize?k=${key}^&st=js^&sv=3^" ^\n  -H ^"accept: */*^" ^\n  --data-raw ^"^{^\\^"user^\\^":^{^\\^"userID^\\^":^\\^"a^\\\\^\\^"da^\\^"^}^}^"`,
  ],
])("reads requests copied from %s", async (_from, text) => {
  const { calls } = await read(text);
  expect(calls).toMatchObject([
    {
      exchange: {
        method: "POST",
        url: "https://featureassets.org/v1/initialize?k=client-••••••••ABCD&st=js&sv=3",
        request: { headers: expect.arrayContaining([["accept", "*/*"]]), body: '{"user":{"userID":"a\\"da"}}' },
        outcome: { kind: "not_recorded" },
      },
      key: { kind: "client", lastFour: "ABCD" },
    },
  ]);
  expect(JSON.stringify(calls)).not.toContain("session=abc");
});

it("reads requests that were copied as cURL and as fetch into one text, in any order", async () => {
  const curl = `curl 'https://api.statsig.com/v1/check_gate' -H 'statsig-api-key: ${key}' --data-raw '{"gateName":"it_s fetch(1)"}'`;
  const fetched = `fetch("https://featureassets.org/v1/initialize?k=${key}", {"body": "{\\"user\\":{}}", "method": "POST"});`;
  for (const text of [`${curl}\n${fetched}`, `${fetched}\n\n${curl} ;\n`])
    expect((await read(text)).calls.map(({ exchange }) => exchange.request.body).toSorted()).toEqual([
      '{"gateName":"it_s fetch(1)"}',
      '{"user":{}}',
    ]);
});

it("keeps every body that is copied as fetch, character for character", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 3 }), async (json) => {
      const body = `{"user":{},"n":12345678901234567890,"v":${json}}`;
      const text = `fetch("https://api.statsig.com/v1/check_gate", ${JSON.stringify({ headers: {}, body, method: "POST" }, null, 2)});`;
      expect((await onlyCall(text)).exchange.request.body).toBe(body);
    }),
    { numRuns: 200 },
  );
});

it("masks a key of any form wherever it is, and a key that is already masked stays", async () => {
  const plain = "my-proxy-key-of-another-form";
  const request = {
    method: "POST",
    url: `https://proxy.example/statsig/v1/check_gate?k=${plain}`,
    headers: [
      { name: "STATSIG-API-KEY", value: plain },
      { name: "Authorization", value: "Basic c2VjcmV0" },
    ],
    postData: { text: JSON.stringify({ gateName: "a", echo: btoa(plain), user: { userID: plain } }) },
  };
  const response = { content: { text: JSON.stringify({ message: `bad key ${plain}` }), size: 10 } };
  const text = JSON.stringify(await onlyCall(harOf({ ...entryOf({ response }), request })));
  expect(text).not.toMatch(/my-proxy-key|c2VjcmV0|bXktcHJveHk/);
  const masked = harOf({
    ...entryOf(),
    request: {
      ...request,
      url: "https://api.statsig.com/v1/check_gate",
      headers: [{ name: "statsig-api-key", value: "secret-••••••••4f2a" }],
    },
  });
  expect((await onlyCall(masked)).exchange.request.headers).toEqual([["statsig-api-key", "secret-••••••••4f2a"]]);
});

it.each([
  ["", "There is nothing in it"],
  ["hello", "No request was found in this text"],
  ['{"a":1}', "This is JSON, but no HAR file: a HAR file is an object with log and its entries"],
  ['{"log":{"entries":3}}', "its log has no list of entries"],
  ['{"log":{"entries":[{"request":{"url":"https://x.y"}},{"a":,}]}}', "Request 2 of the HAR file cannot be read: line 1 of it, column 6"],
  ['{"log":{"entries":[{"request":{}}]}}', "Entry 1 of the HAR file has a request without an address"],
  [harOf(entryOf(), entryOf()).slice(0, -60), "The file ends after 1 whole request"],
  [harOf(entryOf()).slice(0, -1), "The file ends after 1 whole request"],
  [`{"log":{"entries":[{"request":{"url":"u","x":${"[".repeat(300)}${"]".repeat(300)}}}]}}`, "nested more than 200 levels deep"],
])("refuses %#: a sentence says what is wrong and where", async (text, sentence) => {
  await expect(read(text)).rejects.toThrow(sentence);
  await expect(read(text)).rejects.toThrow(UnusableRecording);
});

it("a HAR without Statsig’s requests is read, and has none; error reports and preflights are counted apart", async () => {
  expect(await read(harOf())).toMatchObject({ calls: [], requests: 0 });
  const preflight = { ...entryOf(), request: { method: "OPTIONS", url: "https://featureassets.org/v1/initialize", headers: [] } };
  const found = await read(
    harOf(entryOf({ url: "https://statsigapi.net/v1/sdk_exception" }), preflight, entryOf({ url: "https://shop.example/v1/initialize" })),
  );
  expect(found).toMatchObject({ calls: [], requests: 3, otherRequests: 2 });
});

it("reads 1,000 damaged or hostile HARs as a whole, or refuses them with a sentence; a planted key is never in what is read", async () => {
  const secret = "secret-plantedKey0123456789abcd";
  const whole = harOf(
    entryOf({
      url: `https://api.statsig.com/v1/check_gate?k=${secret}`,
      postData: { text: `{"gateName":"a","user":{"userID":"${secret}"}}` },
    }),
    entryOf({ url: "https://shop.example/" }),
    entryOf({
      url: `https://api.statsigcdn.com/v1/download_config_specs/${secret}.json`,
      response: { content: { text: secret, size: 1 } },
    }),
  );
  const pieces = [
    "",
    "null",
    "[]",
    "{}",
    '"',
    "\\",
    "-1",
    "1e999",
    "\u0000",
    '"base64"',
    "H4sIAAAA",
    "__proto__",
    '"x":{"y":',
    ",",
    "\ud800",
    "true",
  ];
  const mutation = fc.tuple(fc.nat(whole.length), fc.nat(40), fc.constantFrom(...pieces));
  await fc.assert(
    fc.asyncProperty(
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 2000 }),
      async (mutations, pieceLength) => {
        const text = mutations.reduce((left, [at, length, piece]) => left.slice(0, at) + piece + left.slice(at + length), whole);
        const result = await read(text, pieceLength).catch((failure: unknown) => failure);
        if (result instanceof Error) {
          expect(result).toBeInstanceOf(UnusableRecording);
          expect(result.message).toMatch(/[.]$/);
        }
        const isIntact = mutations.every(([at, length]) => !whole.slice(Math.max(0, at - 40), at + length + 40).includes("planted"));
        if (isIntact) expect(JSON.stringify(result)).not.toContain("plantedKey");
      },
    ),
    { numRuns: 1000 },
  );
});
