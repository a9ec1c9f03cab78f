import { useSession } from "#renderer/session/session.ts";
import { appLabels } from "../app-labels.ts";
import { useUnsettled } from "../outbox-sync.ts";
import { openScreen } from "../screen-places.ts";
import { type Screen, screenOf, screens } from "../screens.ts";
import classes from "./rail.module.css";

export function Rail() {
  const current = useSession((state) => screenOf(state.screen));
  return (
    <nav className={classes.rail} aria-label={appLabels.screens}>
      {screens
        .filter(({ id }) => id !== "cases" || current.id === id)
        .map((screen) => (
          <RailItem key={screen.id} screen={screen} isCurrent={screen.id === current.id} />
        ))}
    </nav>
  );
}

function RailItem({ screen: { id, label, icon: Icon }, isCurrent }: { screen: Screen; isCurrent: boolean }) {
  const unsettled = useUnsettled();
  return (
    <button
      type="button"
      className={classes.item}
      data-foot={id === "settings" || undefined}
      aria-current={isCurrent ? "page" : undefined}
      onClick={() => openScreen(id)}
    >
      <Icon size={19} strokeWidth={isCurrent ? 2 : 1.75} aria-hidden />
      <span>{label}</span>
      {id === "events" && unsettled > 0 && (
        <span className={classes.count} data-long={unsettled > 99 || undefined}>
          {unsettled > 99 ? "99+" : unsettled}
          <span className="sr"> not settled</span>
        </span>
      )}
    </button>
  );
}
