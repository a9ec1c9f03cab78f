import { describe, expect, it } from "vitest";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createConsoleLog } from "./console-log.ts";

function lines(secrets: readonly string[] = []) {
  const written: string[] = [];
  return { written, log: createConsoleLog({ clock: createFixedClock(), secrets: () => secrets, write: (text) => written.push(text) }) };
}

describe("the console log", () => {
  it("writes one readable line per entry", () => {
    const { log, written } = lines();
    log.info("The page is served.", { url: "http://127.0.0.1:4711/", pages: 0 });
    log.warn("A settings file was set aside.", { file: "/data/my projects.json", why: null });
    expect(written).toEqual([
      "12:00:00 info  The page is served.  url=http://127.0.0.1:4711/  pages=0\n",
      '12:00:00 warn  A settings file was set aside.  file="/data/my projects.json"  why=null\n',
    ]);
  });

  it("masks everything with the form of a key, and the keys of the vault", () => {
    const { log, written } = lines(["odd/key/without/form"]);
    log.error("It failed.", { url: "/secret-abcdefgh1234XY99.json", error: new Error("odd/key/without/form refused") });
    expect(written.join("")).not.toMatch(/abcdefgh1234|odd\/key/);
    expect(written.join("")).toContain("secret-••••••••XY99");
  });

  it("writes a message with a line feed from a file’s names as one entry", () => {
    const { log, written } = lines();
    log.warn("“gate\n12:00:00 info  forged” was dropped.\u001b[31m");
    expect(written).toEqual(["12:00:00 warn  “gate\\u000a12:00:00 info  forged” was dropped.\\u001b[31m\n"]);
  });

  it("never throws, whatever the facts", () => {
    const { log, written } = lines();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    log.info("Odd.", { circle, big: 1n, nothing: undefined });
    expect(written).toEqual(["12:00:00 info  Odd.  circle=[cannot be shown]  big=[cannot be shown]  nothing=undefined\n"]);
  });
});
