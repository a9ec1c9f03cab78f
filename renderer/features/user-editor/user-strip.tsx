import { useSession } from "#renderer/session/session.ts";
import { currentLabel } from "#shared/domain/user/saved-user.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { useSavedUsers } from "./user-editor.queries.ts";
import { isUntitled, userTitle } from "./user-title.ts";

/** The current user in one line. Narrow windows show it in place of the panel. */
export function UserStrip() {
  const user = useSession((state) => state.user);
  const savedUserId = useSession((state) => state.savedUserId);
  const savedUsers = useSavedUsers().data;
  const isSaved = savedUsers?.some(({ id }) => id === savedUserId) ?? false;
  return (
    <>
      <b className="ell">{isUntitled(user) && !isSaved ? userTitle(user) : currentLabel(user, savedUserId, savedUsers)}</b>
      <code className="ell second">{unitIds(user)[0]?.value ?? "no ID"}</code>
    </>
  );
}
