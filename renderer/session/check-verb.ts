import { useSession } from "./session.ts";

/** Says what a control that starts a check does: `Check`, or `Check and log` while checks log exposures. */
export function checkVerb(isLogging: boolean): string {
  return isLogging ? "Check and log" : "Check";
}

export function useCheckVerb(): string {
  return checkVerb(useSession((state) => state.isLogging));
}

/** `check again`, or `check again and log`. */
export function useCheckAgainVerb(): string {
  return useSession((state) => (state.isLogging ? "check again and log" : "check again"));
}
