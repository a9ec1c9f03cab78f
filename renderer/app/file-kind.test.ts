import { describe, expect, it } from "vitest";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { type FileKind, fileKindOf } from "./file-kind.ts";

describe("what a dropped file is", () => {
  it.each<[FileKind, string, string]>([
    ["case", "a.json", '{\n  "format": "gatescope-case",\n  "version": 1'],
    ["case", "cut.gatescope-case", "no JSON at all"],
    ["recording", "checkout.har", '{"log":{"version":"1.2","creator":{"name":"x"},"entries":['],
    ["recording", "calls.txt", "curl 'https://api.statsig.com/v1/check_gate' -H 'statsig-api-key: $KEY'"],
    ["recording", "calls.sh", "#!/bin/sh\nset -e\ncurl https://api.statsig.com/v1/check_gate"],
    ["recording", "calls.js", 'fetch("https://api.statsig.com/v1/initialize", { "body": "{}" });'],
    ["draft", "draft.json", '{\n  "gatescopeDraft": 1,\n  "edits": []\n}'],
    ["definitions", "rules.json", JSON.stringify(demoProject)],
    ["suite", "targeting.yaml", "rules: { file: d.json }\ntests:\n- { gate: a, user: { userID: u }, expect: pass }"],
    ["suite", "targeting.json", '{"rules":{"file":"d.json"},"tests":[{"gate":"a","user":{"userID":"u"},"expect":"pass"}]}'],
    ["events", "events.ndjson", '{"eventName":"buy","user":{"userID":"ada"}}\n'],
    ["events", "events.csv", "userID,event_name,value\nu-1,buy,3"],
    ["users", "users.csv", "\uFEFFuserID,country\nu-1036,DE"],
    ["users", "users.json", '[{"userID":"u-1036","country":"DE"}]'],
    ["users", "users.parquet", "PAR1"],
    ["rows", "people.csv", "name,country\nLena,DE"],
    ["rows", "list.json", '[{"name":"Lena"}]'],
    ["unknown", "note.txt", "a note, with a comma"],
    ["unknown", "empty.txt", ""],
  ])("is %s: %s", (kind, name, text) => {
    expect(fileKindOf(name, text.slice(0, 64_000))).toBe(kind);
  });
});
