import { expect, test } from "vitest";
import { commandOf, type KeyPress, shortcuts } from "./shortcuts.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

test("Ctrl and ⌘ mean the same", () => {
  expect(commandOf(press("Enter", { ctrlKey: true }), true)).toBe("run");
  expect(commandOf(press("Enter", { metaKey: true }), true)).toBe("run");
});

test("keys that type a character mean nothing while somebody types", () => {
  expect(commandOf(press("?", { shiftKey: true }), false)).toBe("shortcuts");
  expect(commandOf(press("?", { shiftKey: true }), true)).toBeUndefined();
  expect(commandOf(press("k"), false)).toBeUndefined();
});

test("Escape cancels from inside an input too", () => {
  expect(commandOf(press("Escape"), true)).toBe("cancel");
});

test("Shift makes another chord of a letter, and the case that it makes does not matter", () => {
  expect(commandOf(press("C", { ctrlKey: true, shiftKey: true }), false)).toBe("copyCurl");
  expect(commandOf(press("c", { ctrlKey: true }), false)).toBeUndefined();
});

test("AltGr, which is Ctrl and Alt on some keyboards, types a character", () => {
  expect(commandOf(press("e", { ctrlKey: true, altKey: true }), true)).toBeUndefined();
});

test("no two commands share a chord", () => {
  expect(new Set(shortcuts.map(({ chord }) => chord)).size).toBe(shortcuts.length);
});
