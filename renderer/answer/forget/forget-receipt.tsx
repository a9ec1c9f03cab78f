import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { type ForgetReceipt, forgettingText } from "#shared/domain/session/forget-report.ts";
import { forgetLabels } from "./forget-labels.ts";
import classes from "./forget-user.module.css";
import { Report } from "./report.tsx";

/** Shows the receipt of a removal after the page was loaded again, until it is closed. */
export function ForgetReceiptDialog() {
  const { data: receipt = null, refetch } = useQuery(orpc.forget.receipt.queryOptions());
  return receipt === null ? null : (
    <ReceiptDialog receipt={receipt} onClose={() => void client.forget.dismissReceipt().then(() => refetch())} />
  );
}

export function ReceiptDialog({ receipt, onClose }: { receipt: ForgetReceipt; onClose: () => void }) {
  const isRemoved = receipt.kind === "removed";
  return (
    <OpenDialog onClose={onClose} title={isRemoved ? forgetLabels.receiptTitle : forgetLabels.failedTitle} size="44rem">
      <div className={classes.body}>
        {isRemoved ? (
          <Report report={receipt.report} isPreview={false} />
        ) : (
          <p role="alert">
            {receipt.problem} {forgetLabels.failedNext}
          </p>
        )}
        <div className={classes.buttons}>
          {isRemoved && <CopyButton text={forgettingText(receipt.report, { isPreview: false })} what={forgetLabels.receipt} />}
          <Button data-autofocus onClick={onClose}>
            {forgetLabels.close}
          </Button>
        </div>
      </div>
    </OpenDialog>
  );
}
