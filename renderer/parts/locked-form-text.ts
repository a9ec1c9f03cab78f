/** Texts of a form that is disabled because the JSON view beside it does not parse. */
export const lockedFormText = "The JSON is invalid, so the form is disabled.";
export const showJsonLabel = "Show JSON";
