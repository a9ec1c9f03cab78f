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

test("Ctrl and ⌘ are equivalent", () => {
  expect(commandOf(press("Enter", { ctrlKey: true }), true)).toBe("run");
  expect(commandOf(press("Enter", { metaKey: true }), true)).toBe("run");
});

test("ignores keys that type a character while the focus is in a field", () => {
  expect(commandOf(press("?", { shiftKey: true }), false)).toBe("shortcuts");
  expect(commandOf(press("?", { shiftKey: true }), true)).toBeUndefined();
  expect(commandOf(press("k"), false)).toBeUndefined();
});

test("Escape cancels from an input, too", () => {
  expect(commandOf(press("Escape"), true)).toBe("cancel");
});

test("distinguishes a letter with Shift from one without, and ignores its case", () => {
  expect(commandOf(press("C", { ctrlKey: true, shiftKey: true }), false)).toBe("copyCurl");
  expect(commandOf(press("c", { ctrlKey: true }), false)).toBe("copySentence");
});

test("ignores AltGr, which is Ctrl and Alt on some keyboards and types a character", () => {
  expect(commandOf(press("e", { ctrlKey: true, altKey: true }), true)).toBeUndefined();
});

test("Alt and an arrow key go back and forward", () => {
  expect(commandOf(press("ArrowLeft", { altKey: true }), true)).toBe("back");
  expect(commandOf(press("ArrowRight", { altKey: true }), false)).toBe("forward");
  expect(commandOf(press("ArrowLeft"), false)).toBeUndefined();
});

test("Ctrl+Z undoes a removal, but in a field what was typed", () => {
  expect(commandOf(press("z", { ctrlKey: true }), false)).toBe("undo");
  expect(commandOf(press("z", { ctrlKey: true }), true)).toBeUndefined();
});

test("Ctrl+C copies the sentence, but in a field its text", () => {
  expect(commandOf(press("c", { ctrlKey: true }), true)).toBeUndefined();
  expect(commandOf(press("m"), true)).toBeUndefined();
  expect(commandOf(press("m"), false)).toBe("copyChat");
});

test("no two commands share a chord", () => {
  expect(new Set(shortcuts.map(({ chord }) => chord)).size).toBe(shortcuts.length);
});
