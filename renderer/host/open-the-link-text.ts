/** The start of the reason for which the browser host lets no page in. */
export const openTheLinkText = "Open the link that Gatescope printed when it started.";
