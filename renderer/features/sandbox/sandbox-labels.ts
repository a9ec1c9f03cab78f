/** Names by which the page and the tests know the sandbox. */
export const sandboxLabels = { sandbox: "Sandbox" } as const;
