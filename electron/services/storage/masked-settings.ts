import { redactJson } from "#shared/domain/exchange/redact.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { Settings } from "../ports.ts";

/**
 * Creates settings that mask keys before they are written, such as a key pasted into a field of a user. `secrets` returns the keys that are known at the
 * moment; everything that has the form of a key is masked anyway.
 */
export function createMaskedSettings(settings: Settings, secrets: () => readonly string[]): Settings {
  return {
    read: (name) => settings.read(name),
    copyAside: (name) => settings.copyAside(name),
    write: (name, value) => settings.write(name, redactJson(readJson(JSON.stringify(value)), secrets())),
  };
}
