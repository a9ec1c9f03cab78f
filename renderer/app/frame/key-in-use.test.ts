import { expect, it } from "vitest";
import type { KeyInfo, KeyKind } from "#shared/domain/project/key-info.ts";
import { keyInUse, keyUseOf } from "./key-in-use.ts";

const key = (kind: KeyKind): KeyInfo => ({
  id: kind,
  projectId: "shop",
  kind,
  label: "",
  lastFour: "1a2b",
  addedAtMs: 0,
  lastUsedAtMs: null,
});
const keys = [key("console"), key("client"), key("server")];
const shown = (screen: string, inspectTab: "everything" | "gate", selectedId: string | null = null) =>
  keyInUse(keys, selectedId, keyUseOf({ screen, inspectTab }))?.kind;

it("shows the key that the core chooses for what the screen sends", () => {
  expect([shown("inspect", "gate"), shown("inspect", "everything"), shown("events/file", "everything"), shown("history", "gate")]).toEqual([
    "server",
    "client",
    "server",
    "server",
  ]);
});

it("shows the selected key on every screen, and any key where none can be used", () => {
  expect(shown("inspect", "everything", "server")).toBe("server");
  expect(shown("inspect", "everything", "removed")).toBe("client");
  expect(keyInUse([key("console")], null, "check")?.kind).toBe("console");
});
