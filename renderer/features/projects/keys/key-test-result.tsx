import { ActionIcon, Button } from "@mantine/core";
import { Check, Minus, X } from "lucide-react";
import { Elapsed } from "#renderer/parts/elapsed.tsx";
import { Hops } from "#renderer/parts/hops.tsx";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { type Hop, hopLabels, hopStateLabels } from "#shared/domain/exchange/hop.ts";
import type { KeyTest } from "#shared/domain/project/key-storage.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { projectsLabels } from "../projects-labels.ts";
import classes from "./key-test-result.module.css";
import type { KeyTestRun } from "./use-key-test.ts";

/** Shows the result of a key test: a headline, the connection steps, and what the key can do. */
export function KeyTestResult({ testRun, onShowNetwork }: { testRun: KeyTestRun; onShowNetwork: () => void }) {
  const { state } = testRun;
  switch (state.kind) {
    case "idle":
      return null;
    case "testing":
      return (
        <div className={classes.test} data-verdict="testing">
          <p className={classes.verdict}>
            <b>Testing key</b> <Elapsed sinceMs={state.sinceMs} />{" "}
            <button type="button" className="link" onClick={testRun.cancel}>
              Cancel
            </button>
          </p>
        </div>
      );
    case "failed":
      return (
        <div className={classes.test} data-verdict="unknown">
          <p className={classes.verdict}>
            <b>The key could not be tested.</b> <span>{state.sentence}</span>
          </p>
          <Button variant="default" onClick={testRun.start}>
            Test again
          </Button>
        </div>
      );
    case "tested":
      return <Tested test={state.test} testRun={testRun} onShowNetwork={onShowNetwork} />;
  }
}

function Tested({ test, testRun, onShowNetwork }: { test: KeyTest; testRun: KeyTestRun; onShowNetwork: () => void }) {
  return (
    <div className={classes.test} data-verdict={test.verdict}>
      <p className={classes.verdict}>
        <b>{test.headline}</b> <span className="num">{formatTimeOfDay(test.atMs)}</span>
        <ActionIcon size={20} aria-label="Close test result" className={classes.close} onClick={testRun.dismiss}>
          <X size={14} />
        </ActionIcon>
      </p>
      {test.hops.length > 0 && <Hops label="Connection steps of the test" hops={test.hops.filter(isWorthShowing)} />}
      {test.abilities.length > 0 && (
        <ul className={classes.abilities} aria-label="What the key can do">
          {test.abilities.map((ability) => (
            <li key={ability.name} data-allowed={String(ability.isAllowed)}>
              {ability.isAllowed === null ? (
                <Minus size={13} aria-hidden />
              ) : ability.isAllowed ? (
                <Check size={13} strokeWidth={2.5} aria-hidden />
              ) : (
                <X size={13} strokeWidth={2.5} aria-hidden />
              )}
              <span className="sr">{projectsLabels.ability(ability.isAllowed)}</span>
              <b>{ability.name}</b>
              <span>{ability.detail}</span>
              {ability.status !== null && <code>{ability.status}</code>}
            </li>
          ))}
        </ul>
      )}
      <p className={classes.advice}>{test.advice}</p>
      <p className={classes.actions}>
        <Button variant="default" onClick={testRun.start}>
          Test again
        </Button>
        {test.verdict === "unreached" && (
          <Button variant="default" onClick={onShowNetwork}>
            Open network settings
          </Button>
        )}
        <CopyButton text={() => testText(test)} what="Result" label="Copy for IT" />
      </p>
    </div>
  );
}

/** Leaves out sending, waiting and receiving unless they failed, because the response below says that they worked. */
function isWorthShowing({ name, state }: Hop): boolean {
  return state === "failed" || !["send", "wait", "receive"].includes(name);
}

/** Formats the test result as text, with connection steps and addresses but without the key. */
function testText(test: KeyTest): string {
  return [
    test.headline,
    new Date(test.atMs).toISOString(),
    ...test.hops.map(
      ({ name, state, detail, ms }) => `${hopLabels[name]}: ${hopStateLabels[state]}, ${detail}${ms === null ? "" : `, ${ms} ms`}`,
    ),
    ...test.abilities.map(
      ({ name, isAllowed, status, detail }) =>
        `${name}: ${isAllowed === null ? "unknown" : isAllowed ? "allowed" : "not allowed"}, ${status ?? "no status"}, ${detail}`,
    ),
    test.advice,
  ].join("\n");
}
