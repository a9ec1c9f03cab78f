import { useSession } from "#renderer/session/session.ts";
import { unitIds, userLabel } from "#shared/domain/statsig-user.ts";
import { useSavedUsers } from "./user-editor.queries.ts";

/** Who is being asked about, in one line: what narrow windows show in the panel's place. */
export function UserStrip() {
  const user = useSession((state) => state.user);
  const savedUserId = useSession((state) => state.savedUserId);
  const savedUsers = useSavedUsers();
  const name = savedUsers.data?.find(({ id }) => id === savedUserId)?.name ?? null;
  return (
    <>
      <b className="ell">{userLabel(user, name)}</b>
      <code className="ell second">{unitIds(user)[0]?.value ?? "no ID"}</code>
    </>
  );
}
