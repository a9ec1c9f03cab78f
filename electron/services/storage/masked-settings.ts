import { redactJson } from "#shared/domain/exchange/redact.ts";
import type { Settings } from "../ports.ts";

/**
 * Settings that never hold a key, whatever was typed: a key pasted into a field of a user, or into the name of one, is masked before it is written.
 * `secrets` gives the keys that are open at the moment; everything of a key's form is masked anyway.
 */
export function createMaskedSettings(settings: Settings, secrets: () => readonly string[]): Settings {
  return {
    read: (name) => settings.read(name),
    write: (name, value) => settings.write(name, redactJson(JSON.parse(JSON.stringify(value)), secrets())),
  };
}
