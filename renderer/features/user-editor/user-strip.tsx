import { useSession } from "#renderer/session/session.ts";
import { currentLabel } from "#shared/domain/user/saved-user.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { useSavedUsers } from "./user-editor.queries.ts";

/** Who is being asked about, in one line: what narrow windows show in the panel's place. */
export function UserStrip() {
  const user = useSession((state) => state.user);
  const savedUserId = useSession((state) => state.savedUserId);
  const savedUsers = useSavedUsers().data;
  return (
    <>
      <b className="ell">{currentLabel(user, savedUserId, savedUsers)}</b>
      <code className="ell second">{unitIds(user)[0]?.value ?? "no ID"}</code>
    </>
  );
}
