/** The texts of Expect this, for the page and the tests. */
export const expectLabels = {
  expect: "Expect this",
  about: "adds a test; nothing is sent",
  file: "File",
  newFile: "A new file, targeting.yaml",
  onlyByRule: "Only by this rule",
  add: "Add the test",
  cancel: "Cancel",
  noFolder: "This project has no folder for its tests yet.",
  chooseFolder: "Choose a folder…",
  withoutPrivate: "Private attributes are left out of the file, so the test may answer otherwise.",
  added: (file: string) => `The test was added to ${file}.`,
} as const;
