/** The place where the keys are stored, and whether they can be used. */
export type StorageState =
  | { readonly protection: "session" }
  | { readonly protection: "os"; readonly boxName: string; readonly condition: "open" | "not_here" | "declined" }
  | { readonly protection: "passphrase"; readonly condition: "open" | "locked" };

const eachKey = "Each key is encrypted separately (AES-256-GCM)";

/** Returns the text below the heading "Key storage": what the protection prevents, and what it does not prevent. */
export function storageSentence(state: StorageState): string {
  switch (state.protection) {
    case "session":
      return [
        "Kept in memory only.",
        "Keys are not written to this machine, and are forgotten when Gatescope quits.",
        "This does not protect them from programs that run as you while Gatescope is running.",
        "Set a passphrase to store them encrypted.",
      ].join(" ");
    case "os":
      return osSentence(state.boxName || "the system", state.condition);
    case "passphrase":
      return [
        state.condition === "locked" ? "Encrypted with your passphrase, and locked." : "Encrypted with your passphrase.",
        `${eachKey}; the data key is protected by your passphrase (scrypt) and stays in memory until you lock the keys or Gatescope quits.`,
        "This protects keys from other people and on a copied disk, if the passphrase is hard to guess.",
        "It does not protect them from programs that run as you while they are unlocked. A forgotten passphrase cannot be recovered.",
      ].join(" ");
  }
}

function osSentence(boxName: string, condition: "open" | "not_here" | "declined"): string {
  switch (condition) {
    case "open":
      return [
        "Encrypted with the system keychain.",
        `${eachKey}; the data key is stored in ${boxName} and unlocked by your login.`,
        "This protects keys from other people and on a copied disk.",
        "It does not protect them from programs that run as you.",
      ].join(" ");
    case "not_here":
      return [
        `Encrypted with the system keychain (${boxName}), which is not available here.`,
        "Open the Gatescope window to use these keys, or to protect them with a passphrase, which works here, too;",
        "or forget them and add them again.",
        "Until then they stay unchanged.",
      ].join(" ");
    case "declined":
      return [
        `Encrypted with the system keychain, but ${boxName} did not open them.`,
        "Unlock it and choose the system keychain again, or forget these keys and add them again.",
        "Until then they stay unchanged.",
      ].join(" ");
  }
}
