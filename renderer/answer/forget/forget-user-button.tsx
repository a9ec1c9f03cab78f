import { ActionIcon } from "@mantine/core";
import { UserX } from "lucide-react";
import { useState } from "react";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { forgetLabels } from "./forget-labels.ts";
import { ForgetUserDialog } from "./forget-user-part.ts";

/** Opens what says how the user of a view is forgotten. */
export function ForgetUserButton({ user }: { user: StatsigUser }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ActionIcon aria-label={forgetLabels.ask} title={forgetLabels.ask} onClick={() => setOpen(true)}>
        <UserX size={15} aria-hidden />
      </ActionIcon>
      {isOpen && <ForgetUserDialog user={user} onClose={() => setOpen(false)} />}
    </>
  );
}
