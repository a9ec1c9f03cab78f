import { useEffect } from "react";
import { setScreen, useSession } from "#renderer/session/session.ts";
import { type Screen, screenOf } from "./screens.ts";

/** The path at which each screen was left, in this tab. */
const lastPaths = new Map<Screen["id"], string>();

/** Keeps the place at which each screen is left. */
export function useScreenPlaces(): void {
  useEffect(() => {
    const keep = ({ screen }: { readonly screen: string }) => lastPaths.set(screenOf(screen).id, screen);
    keep(useSession.getState());
    return useSession.subscribe(keep);
  }, []);
}

/** Shows a screen where it was left: the same tab of Events and Cohorts, and the same section of the settings. */
export function openScreen(id: Screen["id"]): void {
  const path = lastPaths.get(id) ?? id;
  // A project of the settings may be gone, and a form in it was closed.
  setScreen(id === "settings" ? path.split("/").slice(0, 2).join("/") : path);
}
