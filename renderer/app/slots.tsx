import { EmptyState } from "#renderer/ui/empty-state.tsx";
import type { Screen } from "./screens.ts";
import { SettingsScreen } from "./settings/settings-screen.tsx";

/* Where features meet the frame. */

export function ScreenOnShow({ screen }: { screen: Screen }) {
  switch (screen.id) {
    case "inspect":
    case "history":
      return (
        <EmptyState title={screen.label}>
          <p>This screen is being built.</p>
        </EmptyState>
      );
    case "settings":
      return <SettingsScreen />;
  }
}

export function UserPanelOnShow() {
  return null;
}

export function UserStripOnShow() {
  return null;
}
