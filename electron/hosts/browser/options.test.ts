import { expect, it } from "vitest";
import { readOptions } from "./options.ts";

it("uses a free port, the default folder and the browser without options", () => {
  expect(readOptions([], {})).toEqual({ port: 0, dataFolder: undefined, opensPage: true });
});

it("prefers the command line to the environment", () => {
  expect(readOptions(["--port", "4711", "--data", "here", "--no-open"], { GATESCOPE_PORT: "1" })).toEqual({
    port: 4711,
    dataFolder: "here",
    opensPage: false,
  });
  expect(readOptions([], { GATESCOPE_PORT: "4712" })?.port).toBe(4712);
});

it("returns null for --help and -h", () => {
  expect([readOptions(["--help"], {}), readOptions(["-h"], {})]).toEqual([null, null]);
});

it.each([
  [["--port", "http"], "The port must be a number from 0 to 65535, not “http”."],
  [["--port", "65536"], "The port must be a number from 0 to 65535, not “65536”."],
  [["--prot", "1"], "Unknown option '--prot'. Its options are [--port N] [--data DIR] [--no-open]."],
  [["here"], expect.stringContaining("Its options are [--port N] [--data DIR] [--no-open].")],
])("explains what is wrong with %j", (args, message) => {
  expect(() => readOptions(args, {})).toThrow(expect.objectContaining({ message }));
});
