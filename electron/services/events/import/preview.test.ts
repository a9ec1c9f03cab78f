import { describe, expect, it } from "vitest";
import { lines, open, previewOf, take } from "#tests/fakes/import-world.ts";

describe("the preview of a file", () => {
  it("maps columns by their names, and shows which rows would be sent", async () => {
    const { world } = await open();
    const text = [
      "\uFEFFEvent Name;User ID;stable_id;Amount;Timestamp;email;plan;custom.vip",
      "add_to_cart;u1;s1;29.99;1795431600;ada@example.com;pro;yes",
      ";u2;;;;;;",
      "a<b;u3;;;;;;",
      "checkout;;;;2026-11-23 12:00;;;",
    ].join("\r\n");
    const { preview } = await previewOf(world, "export.csv", text);
    expect(preview).toMatchObject({
      format: "csv",
      separator: ";",
      columns: ["Event Name", "User ID", "stable_id", "Amount", "Timestamp", "email", "plan", "custom.vip"],
      mapping: { timeUnit: "ms", numbersFromText: true, convertsMetadata: false },
      rows: 4,
      sendable: 1,
      refusedCount: 3,
      refused: [
        { row: 2, reason: "An event needs a name." },
        { row: 3, reason: "Statsig drops events whose name contains <." },
        { row: 4, reason: "This time has no zone: add Z for UTC, or an offset such as +01:00." },
      ],
      tiers: { staging: 1 },
    });
    expect(preview.warnings.kinds).toContainEqual({
      message: "This time looks like seconds: as milliseconds it is 1970-01-21.",
      count: 1,
      rows: [1],
    });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "")).toEqual({
      eventName: "add_to_cart",
      value: 29.99,
      time: 1_795_431_600,
      user: {
        userID: "u1",
        customIDs: { stableID: "s1" },
        email: "ada@example.com",
        custom: { vip: "yes" },
        statsigEnvironment: { tier: "staging" },
      },
      metadata: { plan: "pro" },
    });
  });

  it("reads the tier of a row from its own column", async () => {
    const { world } = await open();
    for (const column of ["user.statsigEnvironment.tier", "statsigEnvironment"]) {
      const { preview } = await previewOf(
        world,
        "a.csv",
        `event,userID,${column}\na,u,Development\nb,u,\nc,u,"{""tier"":""production""}"\n`,
      );
      expect(preview.tiers).toEqual({ Development: 1, staging: 1, production: 1 });
      expect(JSON.parse(preview.firstRows[0]?.event ?? "").user).toEqual({ userID: "u", statsigEnvironment: { tier: "Development" } });
    }
  });

  it("reads customIDs and custom beside the fields of the event as the user's", async () => {
    const { world } = await open();
    const userOf = async (name: string, text: string) => JSON.parse((await previewOf(world, name, text)).preview.firstRows[0]?.event ?? "");
    const row = { eventName: "a", userID: "u", stableID: "s", customIDs: { companyID: "c" }, custom: { plan: "pro" } };
    const user = { userID: "u", customIDs: { stableID: "s", companyID: "c" } };
    expect(await userOf("a.ndjson", `${JSON.stringify(row)}\n`)).toMatchObject({ user: { ...user, custom: { plan: "pro" } } });
    expect(await userOf("a.csv", 'event,userID,stable_id,custom_ids\na,u,s,"{""companyID"":""c""}"\n')).toMatchObject({ user });
    expect(await userOf("b.csv", "event,userID,custom\na,u,yes\n")).toMatchObject({ metadata: { custom: "yes" } });
  });

  it("names what a JSON row has twice, and which value is sent", async () => {
    const { world } = await open();
    const row = '{"eventName":"a","userID":"u","time":1795431600731,"metadata":{"plan":"x","plan":"y"},"value":1,"value":2}';
    const { preview } = await previewOf(world, "a.ndjson", `${row}\n`);
    expect(preview.warnings.kinds.map(({ message }) => message)).toEqual([
      "“metadata.plan” occurs more than once in this row; the last value is sent.",
      "“value” occurs more than once in this row; the last value is sent.",
    ]);
    expect(JSON.parse(preview.firstRows[0]?.event ?? "")).toMatchObject({ metadata: { plan: "y" }, value: 2 });
  });

  it("says which column is used where two are the same field", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", "event,userID,time,userID\na,u1,2026-11-23T12:00:00Z,u2\n");
    expect(preview.notes).toEqual([
      {
        severity: "warning",
        message: "The columns “userID” and “userID 4” are the same field of an event: where a row has several, “userID 4” is used.",
      },
    ]);
    expect(JSON.parse(preview.firstRows[0]?.event ?? "").user.userID).toBe("u2");
  });

  it("reads a time column as seconds when all values are seconds", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", "event,ts\na,1795431600\nb,1795431601\n");
    expect(preview.mapping.timeUnit).toBe("s");
    expect(preview.firstRows.map(({ event }) => JSON.parse(event ?? "").time)).toEqual([1_795_431_600_000, 1_795_431_601_000]);
  });

  it("accepts bodies and lists of events, and converts metadata only when the mapping says so", async () => {
    const { world } = await open();
    const text = JSON.stringify({ events: [{ eventName: "a", user: { userID: "u" }, metadata: { n: 1 } }] }, null, 2);
    const { importId, preview } = await previewOf(world, "a.json", text);
    expect(preview).toMatchObject({ format: "json", refused: [{ row: 1, reason: "“n” is a number, and metadata values are texts." }] });
    const converting = await world.events.imports.preview({
      ...world.destination(),
      importId,
      mapping: { ...preview.mapping, convertsMetadata: true },
    });
    expect(JSON.parse(converting.firstRows[0]?.event ?? "").metadata).toEqual({ n: "1" });
  });

  it("leaves private attributes out under every column name", async () => {
    const { world } = await open();
    const columns = [
      "event",
      "userID",
      "privateAttributes",
      "private_attributes.salary",
      "user.privateAttributes.age",
      "Private Attributes",
    ];
    const { preview } = await previewOf(world, "a.csv", `${columns.join(",")}\ne,u,"{""a"":1}",90000,41,x\n`);
    const { user, metadata } = JSON.parse(preview.firstRows[0]?.event ?? "");
    expect({ user, metadata }).toEqual({ user: { userID: "u", statsigEnvironment: { tier: "staging" } }, metadata: undefined });
  });

  it("maps a field that none of the first rows has by its name, and warns", async () => {
    const { world, server } = await open();
    const late = '{"eventName":"late","userID":"u","value":5,"metadata":{"a":"b"},"coupon":"X","privateAttributes":{"salary":1}}';
    const { preview, importId } = await previewOf(world, "a.ndjson", `${'{"eventName":"early"}\n'.repeat(300)}${late}\n`);
    expect(preview.warnings.kinds).toContainEqual({
      message: "None of the first rows has “coupon”, so it was mapped by its name.",
      count: 1,
      rows: [301],
    });
    await world.events.imports.start({
      ...world.destination(),
      isConfirmed: false,
      importId,
      mapping: preview.mapping,
      rowsPerRequest: 300,
    });
    await expect.poll(() => server.requests.length).toBe(2);
    expect(JSON.parse(server.requests[1]?.body ?? "").events).toMatchObject([
      { eventName: "late", user: { userID: "u" }, value: 5, metadata: { a: "b", coupon: "X" } },
    ]);
    expect(server.requests[1]?.body).not.toContain("salary");
  });

  it("reads user fields from flattened columns", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", "event,user.userID,user.customIDs.companyID,user.custom.plan\ne,u,c,pro\n");
    expect(JSON.parse(preview.firstRows[0]?.event ?? "").user).toMatchObject({
      userID: "u",
      customIDs: { companyID: "c" },
      custom: { plan: "pro" },
    });
  });

  it.each([
    ["a.ndjson", '{"eventName":"a","userID":"u"}'],
    ["a.json", '{\n  "eventName": "a",\n  "userID": "u"\n}\n'],
    ["a.ndjson", `{"eventName":"a","metadata":{"long":"${"x".repeat(200_000)}"},"userID":"u"}\n`],
    ["a.txt", `{"eventName":"a","metadata":{"long":"${"x".repeat(200_000)}"},"userID":"u"}\n{"eventName":"b"}\n`],
    ["a.json", `[{"eventName":"a","metadata":{"long":"${"x".repeat(200_000)}"},"userID":"u"}]`],
  ])("finds the columns of %s with a single row, or a long first row", async (fileName, text) => {
    const { world } = await open();
    const importId = await take(world, fileName, text, 50_000);
    const preview = await world.events.imports.preview({ ...world.destination(), importId, mapping: null });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "null")).toMatchObject({ eventName: "a", user: { userID: "u" } });
  });

  it("refuses a body whose events would lose their shared user", async () => {
    const { world } = await open();
    const body = (events: object[]) => JSON.stringify({ events, user: { userID: "all" } });
    const own = { eventName: "a", user: { userID: "ada" } };
    await expect(previewOf(world, "a.json", body([own, { eventName: "b" }]))).rejects.toThrow("one event has no user");
    expect((await previewOf(world, "a.json", body([own]))).preview).toMatchObject({ rows: 1, sendable: 1 });
  });

  it("counts all rows of a long file and shows the first ones", async () => {
    const { world } = await open();
    const importId = await take(world, "a.ndjson", lines(5_000) + "{}\n".repeat(300), 100_000);
    const preview = await world.events.imports.preview({ ...world.destination(), importId, mapping: null });
    expect(preview).toMatchObject({ rows: 5_300, sendable: 5_000, refusedCount: 300 });
    expect([preview.refused.length, preview.firstRows.length]).toEqual([200, 20]);
    const more = { ...world.destination(), importId, mapping: preview.mapping, limit: 60 };
    const page = await world.events.imports.refused({ ...more, afterRow: 5_200 });
    expect([page.refused[0], page.refused.at(-1)?.row, page.hasMore]).toEqual([
      { row: 5_201, reason: "An event needs a name.", text: "{}" },
      5_260,
      true,
    ]);
    const last = await world.events.imports.refused({ ...more, afterRow: 5_240 });
    expect([last.refused.length, last.refused.at(-1)?.row, last.hasMore]).toEqual([60, 5_300, false]);
  });
});

describe("what a file says about its times", () => {
  const at = "2026-11-23T11:00:00Z";

  it("is read from a column with another name, and said", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `event,user_id,created_at\na,u1,${at}\n`);
    expect(preview.notes).toEqual([{ severity: "info", message: "The time of an event is read from “created_at”." }]);
    expect(JSON.parse(preview.firstRows[0]?.event ?? "").time).toBe(Date.parse(at));
  });

  it("is missing: said once for the file, and for each row", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `event,userID,order_date\na,u1,${at}\nb,u2,${at}\n`);
    expect(preview.notes.map(({ message }) => message)).toEqual([
      "This file has no time column, so its events are sent with the time of sending. “order_date” contains times: if this is when the events happened, map it to the time, or name it “time” in the file.",
    ]);
    expect(preview.warnings.kinds).toEqual([
      { message: "This file has no time column, so this event is sent with the time of sending.", count: 2, rows: [1, 2] },
    ]);
  });

  it("is missing in some rows: a warning", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `event,userID,time\na,u1,${at}\nb,u2,\n`);
    expect(preview.warnings.kinds).toEqual([
      { message: "This row has no time, so it is sent with the time of sending.", count: 1, rows: [2] },
    ]);
  });

  it.each([
    ["seconds", "1795431600", "in seconds"],
    ["microseconds", "1795431600731000", "in microseconds"],
    ["nanoseconds", "1795431600731000000", "in nanoseconds"],
  ])("is in %s, and said", async (_unit, time, note) => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.ndjson", `{"eventName":"a","userID":"u","time":${time}}\n`);
    expect(preview.notes.map(({ message }) => message)).toEqual([`The time of an event is read from “time”, ${note}.`]);
    expect(Math.floor(JSON.parse(preview.firstRows[0]?.event ?? "").time / 1000)).toBe(1_795_431_600);
  });

  it("is in several units: rows in another one than the rest have a warning", async () => {
    const { world } = await open();
    const times = ["1795431600731", "1795431600", "1795431600731000", "1795431600731000000", "0"];
    const { preview } = await previewOf(world, "a.csv", `event,userID,time\n${times.map((time) => `a,u,${time}\n`).join("")}`);
    expect(preview.warnings.kinds.map(({ message, rows }) => `${rows}: ${message}`)).toEqual([
      "2: This time looks like seconds: as milliseconds it is 1970-01-21.",
      "3: This time looks like microseconds: as milliseconds it is in the year 58864.",
      "5: This time is 1970-01-01, long before Statsig existed; it is probably no time.",
    ]);
    expect(preview.refused.map(({ row, reason }) => `${row}: ${reason}`)).toEqual([
      "4: This time looks like nanoseconds: as milliseconds it is beyond the calendar.",
    ]);
  });

  it("has no zone: refused, or read as UTC when the mapping says so", async () => {
    const { world } = await open();
    const { preview, importId } = await previewOf(world, "a.csv", "event,userID,created_at\na,u,2026-11-23 11:00:00\n");
    expect(preview.refused.map(({ reason }) => reason)).toEqual(["This time has no zone: add Z for UTC, or an offset such as +01:00."]);
    const inUtc = await world.events.imports.preview({
      ...world.destination(),
      importId,
      mapping: { ...preview.mapping, assumesUtc: true },
    });
    expect(JSON.parse(inUtc.firstRows[0]?.event ?? "").time).toBe(Date.parse(at));
  });
});

describe("the events of other programs", () => {
  const at = 1_795_431_600_328;

  it("are found after Excel's separator line and a title", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `sep=;\r\nReport\r\neventName;userID;value;time\r\na;u1;12.5;${at}\r\n`);
    expect(preview).toMatchObject({
      separator: ";",
      rows: 1,
      sendable: 1,
      notes: [{ severity: "warning", message: "1 line before the column names is left out: “Report”." }],
    });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "")).toMatchObject({ eventName: "a", value: 12.5, time: at });
  });

  it("are read from an export of the Console API, also of several pages", async () => {
    const { world } = await open();
    const page = (name: string) =>
      JSON.stringify({
        message: "Event values listed successfully.",
        data: [{ timestamp: String(at), name, source: "statsig-node", value: "463", userID: "1922", metadata: { sku: "a1" } }],
        pagination: { itemsPerPage: 1, pageNumber: 1, totalItems: 2, all: "/console/v1/events" },
      });
    for (const fileName of ["a.json", "a.txt", "a.ndjson", "a.json.gz"]) {
      const { preview } = await previewOf(world, fileName, `${page("a")}\n${page("b")}`);
      expect(preview.firstRows.map(({ event }) => JSON.parse(event ?? "null"))).toEqual(
        ["a", "b"].map((name) => ({
          eventName: name,
          value: 463,
          time: at,
          user: { userID: "1922", statsigEnvironment: { tier: "staging" } },
          metadata: { source: "statsig-node", sku: "a1" },
        })),
      );
    }
  });

  it("are read from a captured request of an SDK", async () => {
    const { world } = await open();
    const event = { eventName: "a", user: { userID: "u" }, value: null, metadata: { page: "/" }, time: at, secondaryExposures: [] };
    const body = JSON.stringify({ events: [event], statsigMetadata: { sdkType: "js-client", sdkVersion: "3.1.0", stableID: "s" } });
    const { preview } = await previewOf(world, "rgstr.txt", body);
    expect(preview).toMatchObject({ format: "json", rows: 1, sendable: 1 });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "")).toMatchObject({ eventName: "a", time: at, metadata: { page: "/" } });
  });

  const body = JSON.stringify({ events: [{ eventName: "a", user: { userID: "u" } }] });
  const har = { log: { version: "1.2", entries: [{ request: { url: "https://x.de", postData: { text: body } } }] } };
  it.each([
    [
      "a HAR file",
      JSON.stringify(har, null, 2),
      "This is a HAR file, which has the requests that a browser or a proxy recorded, not a list of events.",
    ],
    [
      "a command",
      `curl 'https://x.de/v1/log_event' \\\n  --data-raw '${body}'`,
      "This is a command or code that sends a request, not a list of events.",
    ],
    [
      "a HAR file that does not begin with its log",
      JSON.stringify({ comment: "by a proxy", ...har }),
      "This is a HAR file, which has the requests that a browser or a proxy recorded, not a list of events.",
    ],
    [
      "a request with its headers",
      `POST /v1/log_event HTTP/1.1\r\nstatsig-api-key: k\r\n\r\n${body}`,
      "This is a request or an answer as it was sent, with its headers, not a list of events.",
    ],
    ["a script", `#!/bin/sh\ncurl https://x.de -d '${body}'\n`, "This is a script, not a list of events."],
    ["a command below a comment", `# checkout\ncurl https://x.de -d '${body}'\n`, "This is a command or code that sends a request"],
    ["a web page", "<!doctype html><title>Sign in</title>", "This is a web page, not a list of events."],
    ["a list within objects", JSON.stringify({ data: { events: [{ eventName: "a" }] } }), "Its list “data.events” may be the events"],
    ["a batch of Segment", JSON.stringify({ batch: [{ event: "a" }], sentAt: "2026-11-22T10:00:01Z" }), "with jq '.batch'."],
  ])("refuses %s as a whole, and says what it is", async (_what, text, sentence) => {
    const { world } = await open();
    for (const name of ["a.json", "a.csv"])
      if (name === "a.json" || !text.startsWith('{"')) await expect(previewOf(world, name, text)).rejects.toThrow(sentence);
  });

  it("names a column whose values are in no known format of times", async () => {
    const { world } = await open();
    const note =
      "“created_at” may be the time of an event, but “6/20/2026 12:00” is in no format that is read here. Write it as 2026-06-20T12:00:00Z, with the zone, or in milliseconds since 1970.";
    for (const [name, text] of [
      ["a.csv", "event,userID,created_at\na,u,6/20/2026 12:00\n"],
      ["a.ndjson", '{"eventName":"a","userID":"u","created_at":"6/20/2026 12:00"}\n'],
    ] as const) {
      const { preview } = await previewOf(world, name, text);
      expect(preview.notes).toContainEqual({ severity: "warning", message: note });
    }
  });

  it.each([
    [
      "a.csv",
      "buy,u1,1782000000000\nbuy,u2,1782000000000\n",
      "No column of this file is the name of an event; it has “buy”, “u1”, “1782000000000”. Name the column “eventName” in the file; if its first line is a row, add a line with the names of the columns.",
    ],
    [
      "a.ndjson",
      '{"payload":{"eventName":"a","userID":"u"}}\n{"payload":{"eventName":"b","userID":"u"}}\n',
      "The events of this file are inside “payload”, so no row has a name: save what is in it as the rows, for example with jq -c '.payload'.",
    ],
  ])("says once why no row of %s has a name", async (name, text, note) => {
    const { world } = await open();
    const { preview } = await previewOf(world, name, text);
    expect(preview.notes).toContainEqual({ severity: "warning", message: note });
    expect((await previewOf(world, "named.csv", "event,userID\na,u\n")).preview.notes.map(({ message }) => message)).toEqual([
      "This file has no time column, so its events are sent with the time of sending.",
    ]);
  });

  it("warns about the total below a table by its row", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", "event,userID,value\na,u,5\nTotal,,5\n(2 rows)\n");
    expect(preview.warnings.kinds).toContainEqual({
      message: "“Total” looks like the total of the table, not an event. Remove the row if it is one.",
      count: 2,
      rows: [2, 3],
    });
  });
});
