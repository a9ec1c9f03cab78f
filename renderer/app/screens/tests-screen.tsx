import { Tests } from "#renderer/features/tests/tests.tsx";
import { goBackTo, setLogging } from "#renderer/session/session.ts";
import { checkNames } from "../check-from-app.ts";

export function TestsScreen() {
  return (
    <Tests
      onOpenWhy={({ projectId, user, tier, kind, name }) => {
        if (projectId === null || user === null) return;
        setLogging(false);
        goBackTo({ projectId, keyId: null, tier, user });
        checkNames(kind, name);
      }}
    />
  );
}
