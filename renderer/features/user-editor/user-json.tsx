import { useState } from "react";
import { setUser } from "#renderer/session/session.ts";
import { JsonEditor } from "#renderer/ui/json/json-editor.tsx";
import type { JsonPlace } from "#renderer/ui/json/json-editor-props.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { parseUserText } from "#shared/domain/user/user-text.ts";
import { ConvertToJson } from "./convert-to-json.tsx";
import { formatUser } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";
import { WarningLine } from "./warning-line.tsx";

/**
 * The JSON view of the user. It keeps the typed formatting as long as the text parses to the current user. Text that does not parse is kept
 * in the session, and the user keeps its last valid value.
 */
export function UserJson({
  user,
  userText,
  goTo = null,
}: {
  user: StatsigUser;
  userText: string | null;
  /** The position for the caret; a new object puts it there again. */
  goTo?: JsonPlace | null;
}) {
  const [typed, setTyped] = useState(userText ?? formatUser(user));
  const typedResult = parseUserText(typed);
  const isTypedCurrent = typedResult.kind === "read" && isSameJson(typedResult.user, user);
  const text = userText ?? (isTypedCurrent ? typed : formatUser(user));
  const problem = userText === null ? null : parseUserText(userText);
  const warning = userText === null && isTypedCurrent ? typedResult.warning : null;

  const change = (next: string) => {
    setTyped(next);
    const read = parseUserText(next);
    if (read.kind === "read") setUser(read.user);
    else setUser(user, next);
  };
  return (
    <div className={classes.json}>
      <JsonEditor
        text={text}
        onChange={change}
        label={userLabels.asJson}
        goTo={goTo}
        problem={problem?.kind === "unreadable" ? problem : null}
      />
      {warning !== null && <WarningLine warning={{ path: [], message: warning, fix: null }} />}
      {userText !== null && (
        <div className={classes.choices}>
          <ConvertToJson text={userText} onConvert={(converted) => setUser(converted)} />
          <button type="button" className="link" onClick={() => setUser(user)}>
            {userLabels.restore}
          </button>
        </div>
      )}
    </div>
  );
}
