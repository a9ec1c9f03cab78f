import { Button } from "@mantine/core";
import { useState } from "react";
import { useEntrance } from "#renderer/host/client.ts";
import { connectionLabels } from "./connection-labels.ts";

/**
 * The button that lets a refused page in through another tab. Nothing if there is none. It takes a click, because any web page can open an address of Gatescope
 * in a tab.
 */
export function EnterHere() {
  const enter = useEntrance();
  const [hasFailed, setFailed] = useState(false);
  const [isEntering, setEntering] = useState(false);
  if (enter === null) return null;
  const start = async () => {
    setEntering(true);
    setFailed(false);
    await enter().catch(() => setFailed(true));
    setEntering(false);
  };
  return (
    <>
      <Button size="compact-sm" loading={isEntering} onClick={() => void start()}>
        {connectionLabels.enter}
      </Button>
      <span role="status">{hasFailed ? connectionLabels.notEntered : ""}</span>
    </>
  );
}
