import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getConfig, validateConfiguration } from "app-builder-lib/out/util/config/config.js";
import { describe, expect, it } from "vitest";

const repository = process.cwd();
const configurationPath = "electron/packaging/electron-builder.yml";
const load = () => getConfig(repository, configurationPath, null);

/** electron-builder collects details for its debug log here; the test reads the error instead. */
const noDebugLog = { isEnabled: false } as Parameters<typeof validateConfiguration>[1];

describe("the configuration of the installers", () => {
  it("is valid for the installed electron-builder", async () => {
    await expect(validateConfiguration(await load(), noDebugLog)).resolves.toBeUndefined();
  });

  it("would not be valid with an option that electron-builder does not know", async () => {
    const misspelt = { ...(await load()), electronFuse: {} };
    await expect(validateConfiguration(misspelt, noDebugLog)).rejects.toThrow("unknown property 'electronFuse'");
  });

  it("names files that exist, and icons of 1024 pixels, which every system's icons are made from", async () => {
    const { directories, linux, mac, win } = await load();
    const icons = [linux?.icon, mac?.icon, win?.icon].map(String);
    expect([directories?.buildResources ?? "", ...icons].filter((file) => !existsSync(join(repository, file)))).toEqual([]);
    expect(icons.map(pngSize)).toEqual(Array(3).fill({ width: 1024, height: 1024 }));
  });

  it("closes the ways around the app: no Node, no options from outside, nothing but the verified archive", async () => {
    const { asar, disableAsarIntegrity, electronFuses } = await load();
    expect({ asar, disableAsarIntegrity, electronFuses }).toEqual({
      asar: true,
      disableAsarIntegrity: false,
      electronFuses: {
        runAsNode: false,
        enableCookieEncryption: true,
        enableNodeOptionsEnvironmentVariable: false,
        enableNodeCliInspectArguments: false,
        enableEmbeddedAsarIntegrityValidation: true,
        onlyLoadAppFromAsar: true,
        loadBrowserProcessSpecificV8Snapshot: false,
        grantFileProtocolExtraPrivileges: false,
      },
    });
  });

  it("builds an AppImage and a deb, a universal dmg and an NSIS installer, and registers gatescope://", async () => {
    const { linux, mac, win, protocols } = await load();
    expect([linux?.target, mac?.target, win?.target]).toEqual([
      [
        { target: "AppImage", arch: ["x64"] },
        { target: "deb", arch: ["x64"] },
      ],
      [{ target: "dmg", arch: ["universal"] }],
      [{ target: "nsis", arch: ["x64"] }],
    ]);
    expect(protocols).toEqual([{ name: "Gatescope", schemes: ["gatescope"] }]);
  });
});

/** The size in a PNG file's header. */
function pngSize(file: string): { width: number; height: number } {
  const bytes = readFileSync(join(repository, file));
  expect(bytes.toString("latin1", 1, 4)).toBe("PNG");
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
