/** Where the keys are, and whether they can be used. */
export type StorageState =
  | { readonly protection: "session" }
  | { readonly protection: "os"; readonly boxName: string; readonly condition: "open" | "not_here" | "declined" }
  | { readonly protection: "passphrase"; readonly condition: "open" | "locked" };

const eachKey = "Each key is encrypted on its own (AES-256-GCM)";

/** The honest line under "Where the keys are": what this protects from, and what it does not. */
export function storageSentence(state: StorageState): string {
  switch (state.protection) {
    case "session":
      return [
        "Kept in memory only.",
        "Nothing of a key is written to this machine, and all of them are forgotten when Gatescope ends.",
        "That does not keep them from a program that runs as you while Gatescope is running.",
        "Set a passphrase to have them sealed here for the next time.",
      ].join(" ");
    case "os":
      return osSentence(state.boxName || "the system", state.condition);
    case "passphrase":
      return [
        state.condition === "locked" ? "Sealed with your passphrase, and locked." : "Sealed with your passphrase.",
        `${eachKey}; what opens it is made from the passphrase with scrypt and kept in memory until you lock it or Gatescope ends.`,
        "That keeps keys from other people and from a copied disk, as long as the passphrase is hard to guess.",
        "It does not keep them from a program that runs as you while they are unlocked, and nobody can recover a forgotten passphrase.",
      ].join(" ");
  }
}

function osSentence(boxName: string, condition: "open" | "not_here" | "declined"): string {
  switch (condition) {
    case "open":
      return [
        "Sealed by the system keychain.",
        `${eachKey}; what opens it is held by ${boxName} and unlocked by your login.`,
        "That keeps keys from other people and from a copied disk.",
        "It does not keep them from a program that runs as you.",
      ].join(" ");
    case "not_here":
      return [
        `Sealed by the system keychain (${boxName}), which cannot be reached from here.`,
        "Open Gatescope's window to use these keys, or to seal them with a passphrase, which opens here too;",
        "or forget them and add them again.",
        "Until then they stay as they are.",
      ].join(" ");
    case "declined":
      return [
        `Sealed by the system keychain, but ${boxName} did not open them.`,
        "Unlock it and choose the system keychain again, or forget these keys and add them again.",
        "Until then they stay as they are.",
      ].join(" ");
  }
}
