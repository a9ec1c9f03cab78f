export const caseExtension = ".gatescope-case";
export const caseFormat = "gatescope-case";
/** Raised when an older Gatescope could not read what this one writes. */
export const caseVersion = 1;
/** A case has the rules of a few names, not of a project. */
export const maxCaseCharacters = 20_000_000;
