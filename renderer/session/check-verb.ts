import { isConfirmationNeeded, type SessionState, useSession } from "./session.ts";

/** Says what a control that starts a check does: `Check`, or `Check and log` while checks log exposures. */
export function checkVerb(isLogging: boolean): string {
  return isLogging ? "Check and log" : "Check";
}

export function useCheckVerb(): string {
  return checkVerb(useSession((state) => state.isLogging));
}

/** True while a check asks before it logs. */
export function asksFirst(state: SessionState): boolean {
  return state.isLogging && isConfirmationNeeded(state);
}

/** Returns the end of the label of a control that starts a check: an ellipsis if it asks first. */
export function useAskMark(): string {
  return useSession(asksFirst) ? "…" : "";
}

/** `check again`, `check again and log`, or `check again and log…` if it asks first. */
export function useCheckAgainVerb(): string {
  const mark = useAskMark();
  return useSession((state) => (state.isLogging ? `check again and log${mark}` : "check again"));
}
