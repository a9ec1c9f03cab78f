/** Texts about the connection between the page and its program that tests look for. */
export const connectionLabels = {
  strip: "Connection",
  lost: "Gatescope does not answer.",
  back: "Gatescope answers again.",
} as const;
