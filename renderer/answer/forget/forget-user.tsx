import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { forgetCommand, forgettableValues } from "#shared/domain/user/forget-command.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { forgetLabels } from "./forget-labels.ts";
import classes from "./forget-user.module.css";

/** Says how a user is forgotten, why Gatescope must be closed for it, and the two commands with the values that are chosen. Changes nothing itself. */
export function ForgetUserDialog({ user, onClose }: { user: StatsigUser; onClose: () => void }) {
  const info = useQuery(orpc.host.info.queryOptions()).data;
  const all = forgettableValues(user);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const values = all.flatMap(({ value }) => (left.has(value) ? [] : [value]));
  const commandWith = (isRemoving: boolean) =>
    info === undefined ? "" : forgetCommand({ values, dataFolder: info.dataFolder, platform: info.platform, isRemoving });
  return (
    <OpenDialog onClose={onClose} title={forgetLabels.title(userLabel(user))} size="44rem">
      <div className={classes.body}>
        <p>{forgetLabels.lead}</p>
        {all.length === 0 ? (
          <p>{forgetLabels.noValues}</p>
        ) : (
          <>
            <fieldset className={classes.values}>
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
            <p>{forgetLabels.closed}</p>
            <ol className={classes.steps}>
              <li>{forgetLabels.steps.close}</li>
              <li>
                {forgetLabels.steps.preview}
                <Command text={commandWith(false)} what={forgetLabels.preview} isDisabled={values.length === 0} />
              </li>
              <li>
                {forgetLabels.steps.remove} {forgetLabels.receipt}
                <Command text={commandWith(true)} what={forgetLabels.remove} isDisabled={values.length === 0} />
              </li>
            </ol>
          </>
        )}
        <p className="subdued">{forgetLabels.statsig}</p>
        <div className={classes.buttons}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {forgetLabels.close}
          </Button>
        </div>
      </div>
    </OpenDialog>
  );
}

function Command({ text, what, isDisabled }: { text: string; what: string; isDisabled: boolean }) {
  return isDisabled ? null : (
    <div className={classes.command}>
      <code>{text}</code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
