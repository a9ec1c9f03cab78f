import { Inspect } from "#renderer/features/inspect/inspect.tsx";
import { setScreen } from "#renderer/session/session.ts";

export function InspectScreen() {
  return <Inspect onAddProject={() => setScreen("settings/projects/new")} onAddKey={() => setScreen("settings/projects")} />;
}
