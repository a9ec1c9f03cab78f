import { TriangleAlert } from "lucide-react";
import { setUser } from "#renderer/session/session.ts";
import type { UserWarning } from "#shared/domain/user/statsig-user.ts";
import classes from "./user-editor.module.css";

/** One warning about the user, with a button that applies its fix if it has one. Warnings never block a check. */
export function WarningLine({ warning, withPath = false }: { warning: UserWarning; withPath?: boolean }) {
  const { fix, message, path } = warning;
  return (
    <p className={classes.warning}>
      <TriangleAlert size={13} aria-label="Warning:" className={classes.warningMark} />
      <span>
        {withPath && path.length > 0 && <code>{path.join(".")}: </code>}
        {message}
        {fix !== null && (
          <>
            {" "}
            <button type="button" className="link" onClick={() => setUser(fix.user)}>
              {fix.label}
            </button>
          </>
        )}
      </span>
    </p>
  );
}
