import { Button, Checkbox } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { type ForgetReport, forgettingText } from "#shared/domain/session/forget-report.ts";
import { forgettableValues } from "#shared/domain/user/forget-values.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { forgetLabels } from "./forget-labels.ts";
import classes from "./forget-user.module.css";
import { endRemoval, expectRemoval } from "./removal-progress.ts";
import { Report } from "./report.tsx";

/** Counts what is kept of a user, by the values that are chosen, and removes it. The page is loaded again afterwards, and shows the receipt. */
export function ForgetUserDialog({ user, onClose }: { user: StatsigUser; onClose: () => void }) {
  const all = forgettableValues(user);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const values = all.flatMap(({ value }) => (left.has(value) ? [] : [value]));
  const { count, removal, stop } = useForgetting();
  const isBusy = removal.isPending || removal.isSuccess;
  const counted = count.data !== undefined && count.variables.join("\n") === values.join("\n") ? count.data : null;
  const failure = removal.error ?? count.error;
  const cancel = useRef<HTMLButtonElement>(null);
  // The button that had the focus is gone then; the one in its place removes.
  const countKept = () => count.mutate(values, { onSettled: () => cancel.current?.focus() });
  return (
    <OpenDialog
      onClose={() => {
        stop();
        onClose();
      }}
      title={forgetLabels.title(userLabel(user))}
      size="44rem"
      closeOnClickOutside={!isBusy}
      closeOnEscape={!isBusy}
      withCloseButton={!isBusy}
    >
      <div className={classes.body}>
        <p>{forgetLabels.lead}</p>
        {all.length === 0 ? (
          <p>{forgetLabels.noValues}</p>
        ) : (
          <fieldset className={classes.values} disabled={isBusy || count.isPending}>
            <legend>{forgetLabels.values}</legend>
            {all.map(({ field, value }) => (
              <Checkbox
                key={field}
                label={
                  <>
                    {field} <code>{value}</code>
                  </>
                }
                checked={!left.has(value)}
                onChange={(event) => {
                  const next = new Set(left);
                  if (event.currentTarget.checked) next.delete(value);
                  else next.add(value);
                  setLeft(next);
                }}
              />
            ))}
          </fieldset>
        )}
        {counted !== null && <Report report={counted} isPreview />}
        {counted !== null && isFound(counted) && <p>{isBusy ? forgetLabels.removing : forgetLabels.closes}</p>}
        {counted === null && all.length > 0 && <p className="subdued">{forgetLabels.notCounted}</p>}
        {failure !== null && (
          <p className={classes.failure} role="alert">
            {sentenceOf(failure)}
          </p>
        )}
        <div className={classes.buttons}>
          <Button ref={cancel} variant="default" disabled={isBusy} onClick={count.isPending ? stop : onClose}>
            {count.isPending ? forgetLabels.stopCounting : counted !== null && !isFound(counted) ? forgetLabels.close : forgetLabels.cancel}
          </Button>
          {counted === null ? (
            <Button data-autofocus disabled={values.length === 0} loading={count.isPending} onClick={countKept}>
              {forgetLabels.count}
            </Button>
          ) : (
            isFound(counted) && (
              <Button color="protected" loading={isBusy} onClick={() => removal.mutate(values)}>
                {forgetLabels.remove}
              </Button>
            )
          )}
        </div>
      </div>
    </OpenDialog>
  );
}

function useForgetting() {
  const counting = useRef<AbortController | null>(null);
  const count = useMutation({
    async mutationFn(values: readonly string[]) {
      announce(forgetLabels.counting);
      counting.current = new AbortController();
      return client.forget.preview({ values: [...values] }, { signal: counting.current.signal });
    },
    onSuccess: (report) => announce(forgettingText(report, { isPreview: true })),
  });
  const removal = useMutation({
    mutationFn: (values: readonly string[]) => client.forget.remove({ values: [...values] }),
    onMutate: expectRemoval,
    onError: endRemoval,
    onSuccess: () => announce(forgetLabels.removing),
  });
  function stop(): void {
    counting.current?.abort();
    count.reset();
  }
  return { count, removal, stop };
}

function isFound({ places }: ForgetReport): boolean {
  return places.length > 0;
}
