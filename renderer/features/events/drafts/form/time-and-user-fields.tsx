import type { EventTime } from "#shared/domain/events/event-time.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { DraftFormProps } from "../draft-kind.ts";
import { Field, findingsAt } from "./field.tsx";
import { TimeField } from "./time-field.tsx";
import { UserField } from "./user-field.tsx";

/** The fields that events and exposures share: time and user. */
export function TimeAndUserFields<Draft extends { readonly time: EventTime; readonly user: StatsigUser | null }>({
  draft,
  findings,
  onChange,
}: DraftFormProps<Draft>) {
  return (
    <>
      <Field label="Time" findings={findingsAt(findings, "time")} onFix={onChange}>
        <TimeField time={draft.time} onChange={(time) => onChange({ ...draft, time })} />
      </Field>
      <Field label="User" findings={findingsAt(findings, "user")} onFix={onChange}>
        <UserField user={draft.user} onChange={(user) => onChange({ ...draft, user })} />
      </Field>
    </>
  );
}
