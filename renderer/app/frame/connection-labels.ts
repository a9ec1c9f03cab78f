/** Texts about the connection between the page and its program that tests look for. */
export const connectionLabels = {
  strip: "Connection",
  lost: "Gatescope does not answer.",
  back: "Gatescope answers again.",
  notSignedIn: "Not signed in",
  openElsewhere: "Gatescope is open in another tab of this browser, which can let this one in.",
  otherwise: "Without that tab:",
  enter: "Open here",
  notEntered: "The other tab did not answer. Is it still open?",
} as const;
