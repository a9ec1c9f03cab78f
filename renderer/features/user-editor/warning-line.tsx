import { TriangleAlert } from "lucide-react";
import { setUser } from "#renderer/session/session.ts";
import type { UserWarning } from "#shared/domain/user/statsig-user.ts";
import classes from "./user-editor.module.css";

/** One thing that is unusual about the user, and its mend where one is obvious. It never blocks. */
export function WarningLine({ warning, withPath = false }: { warning: UserWarning; withPath?: boolean }) {
  const { fix, message, path } = warning;
  return (
    <p className={classes.warning}>
      <TriangleAlert size={13} aria-label="Unusual:" className={classes.warningMark} />
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
