import { type KeyKind, keyKindNames } from "#shared/domain/project/key-info.ts";

/** What a test of a key tries. */
export const abilityNames = {
  check: "Check gates, configs, experiments and layers",
  initialize: "Everything for a user at once (initialize)",
  definitions: "Read definitions",
  console: "Read rule names for Why",
} as const;

export const notTestedText = "The HTTP API refuses console keys, so this was not tested.";

/** `This client key works.` */
export function keyWorksText(kind: KeyKind): string {
  return kind === "console" ? "This console key works for rule names." : `This ${keyKindNames[kind]} works.`;
}
