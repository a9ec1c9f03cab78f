/** Names by which the page, its commands and the tests know the forms of projects and keys. */
export const projectsLabels = {
  newProject: "New project",
  name: "Name",
  addProject: "Add the project",
  useOneHost: "Use one host for all…",
  oneHost: "One host for all",
  takeOneHost: "Use it",
  proxy: "Proxy",
  noProxy: "None",
  otherProxy: "Another",
  proxyAddress: "Address of the proxy",
  waitAtMost: "Wait at most",
  keyAbilities: "What it can do",
  askToAddKey: "Add a key…",
  addKey: "Add a key",
  key: "Key",
  keyLabel: "Label",
  keepKey: "Keep this key",
  testKey: "Test",
  unlockForm: "Unlock the keys",
  passphrase: "Passphrase",
  unlock: "Unlock",
} as const;

export const addressLabels = {
  api: "Evaluations",
  events: "Events",
  initialize: "Initialize",
  cdn: "Definitions",
  console: "Console API",
} as const;
