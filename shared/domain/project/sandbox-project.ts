/** The ID of the built-in project. */
export const sandboxProjectId = "sandbox";
