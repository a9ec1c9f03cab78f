import { ActionIcon } from "@mantine/core";
import { MapPinOff, X } from "lucide-react";
import { showAddressNotice, useAddressNotice } from "../address-notice.ts";
import { appLabels } from "../app-labels.ts";
import { focusScreen } from "../focus-screen.ts";
import classes from "./storage-notices.module.css";

/** Shows what the address that was opened named in vain. */
export function AddressNotice() {
  const notice = useAddressNotice();
  if (notice === null) return null;
  return (
    <section className={classes.notices} aria-label={appLabels.addressNotice}>
      <div className={classes.notice}>
        <MapPinOff size={14} aria-hidden />
        <p>{notice}</p>
        <ActionIcon
          size={20}
          aria-label={appLabels.dismissNotice}
          title={appLabels.dismissNotice}
          onClick={() => {
            showAddressNotice(null);
            setTimeout(focusScreen);
          }}
        >
          <X size={14} aria-hidden />
        </ActionIcon>
      </div>
    </section>
  );
}
