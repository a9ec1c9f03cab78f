import { expect, it } from "vitest";
import { readOptions } from "./options.ts";

it("takes any free port, the usual folder and the person's browser when nothing is said", () => {
  expect(readOptions([], {})).toEqual({ port: 0, dataFolder: undefined, opensPage: true });
});

it("prefers what the command line says to the environment", () => {
  expect(readOptions(["--port", "4711", "--data", "here", "--no-open"], { GATESCOPE_PORT: "1" })).toEqual({
    port: 4711,
    dataFolder: "here",
    opensPage: false,
  });
  expect(readOptions([], { GATESCOPE_PORT: "4712" })?.port).toBe(4712);
});

it("starts nothing when it is asked for help, as after any other command", () => {
  expect(readOptions(["--help"], {})).toBeNull();
});

it.each([
  [["--port", "http"], "The port is a number from 0 to 65535, not “http”."],
  [["--port", "65536"], "The port is a number from 0 to 65535, not “65536”."],
  [["--prot", "1"], "Unknown option '--prot'. It takes [--port N] [--data DIR] [--no-open]."],
  [["here"], expect.stringContaining("It takes [--port N] [--data DIR] [--no-open].")],
])("says what is wrong with %j", (args, message) => {
  expect(() => readOptions(args, {})).toThrow(expect.objectContaining({ message }));
});
