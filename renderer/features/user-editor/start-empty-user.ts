import { setUser, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";

export function startEmptyUser(): void {
  setUser({});
  useSession.setState({ savedUserId: null });
  announce("Started with an empty user.");
}
