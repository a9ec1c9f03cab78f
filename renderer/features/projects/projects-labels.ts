/** Texts of the project and key forms that tests use too. */
export const projectsLabels = {
  newProject: "New project",
  name: "Name",
  addProject: "Add project",
  openSingleHost: "Use a single host…",
  singleHost: "Single host",
  useSingleHost: "Use this host",
  proxy: "Proxy",
  noProxy: "None",
  customProxy: "Custom",
  proxyAddress: "Proxy address",
  requestTimeout: "Request timeout",
  keyAbilities: "What it can do",
  askToAddKey: "Add a key…",
  addKey: "Add a key",
  key: "Key",
  keyLabel: "Label",
  saveKey: "Save key",
  testKey: "Test",
  unlockForm: "Unlock the keys",
  passphrase: "Passphrase",
  repeatPassphrase: "Repeat passphrase",
  unlock: "Unlock keys",
} as const;

export const addressLabels = {
  api: "Evaluations",
  events: "Events",
  initialize: "Initialize",
  cdn: "Definitions",
  console: "Console API",
} as const;
