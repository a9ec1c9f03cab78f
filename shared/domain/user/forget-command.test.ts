import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { forgetCommand, forgettableValues } from "./forget-command.ts";

it("finds a user by the IDs and the e-mail address, each once", () => {
  const user = {
    userID: "u-1036",
    email: "lena@example.de",
    customIDs: { stableID: "u-1036", storeID: "store-1", broken: "a\nb" },
    country: "DE",
  };
  expect(forgettableValues(user)).toEqual([
    { field: "userID", value: "u-1036" },
    { field: "customIDs.storeID", value: "store-1" },
    { field: "email", value: "lena@example.de" },
  ]);
});

it.runIf(process.platform !== "win32")("passes every value to the program as it is, whatever a shell would do with it", () => {
  const values = ["u-1036", "it's", "$(touch x)", "a b", "--yes", '"; rm -rf "'];
  const command = forgetCommand({ values, dataFolder: "/tmp/my data", platform: "linux", isRemoving: true });
  const printing = command.replace(
    "npm run -s gatescope --",
    `"${process.execPath}" -e 'console.log(JSON.stringify(process.argv.slice(1)))' --`,
  );
  expect(JSON.parse(execFileSync("sh", ["-c", printing], { encoding: "utf8" }))).toEqual([
    ...["forget-user", "--data", "/tmp/my data"],
    ...values.map((value) => `--id=${value}`),
    "--yes",
  ]);
});

it("doubles every apostrophe that PowerShell knows", () => {
  const command = forgetCommand({ values: ["it’s 'x'"], dataFolder: "C:\\data", platform: "win32", isRemoving: false });
  expect(command).toBe("npm run -s gatescope -- forget-user --data 'C:\\data' --id='it’’s ''x'''");
});
