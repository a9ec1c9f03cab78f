import { Select } from "@mantine/core";
import { caseOfStore } from "#renderer/answer/case/case-content.ts";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { useParameterStores } from "#renderer/answer/explain/explain.queries.ts";
import { useOpenedFile } from "#renderer/answer/explain/explain-view.ts";
import { ParameterTable } from "#renderer/answer/stores/parameter-stores.tsx";
import { parameterStoreLabels } from "#renderer/answer/stores/parameter-stores-labels.ts";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { checkVerb } from "#renderer/session/check-verb.ts";
import { setName, useSession } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { keepFocus, resultFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { FixUser } from "../fix-user.tsx";
import inspectClasses from "../inspect.module.css";
import { inspectPanelId } from "../inspect-head.tsx";
import { inspectTabLabels } from "../inspect-labels.ts";
import type { CurrentRequest } from "../use-evaluation-request.ts";
import classes from "./store-screen.module.css";

/** The field that chooses a parameter store of the project. */
export function StoreForm({ request }: { request: CurrentRequest }) {
  const name = useSession(({ names }) => names.store ?? "");
  const stores = useParameterStores(request) ?? [];
  return (
    <Select
      className={inspectClasses.name ?? ""}
      aria-label={parameterStoreLabels.nameField}
      placeholder={parameterStoreLabels.nameField}
      searchable
      data={stores.map((store) => store.name)}
      value={stores.some((store) => store.name === name) ? name : null}
      nothingFoundMessage={parameterStoreLabels.none}
      onChange={(chosen) => setName("store", chosen ?? "")}
    />
  );
}

/** The parameters of the chosen store for the user in the panel. They are resolved here with each edit of the user; nothing is sent. */
export function StorePanel({ request, onCheckName }: { request: CurrentRequest; onCheckName: (kind: EntityKind, name: string) => void }) {
  const name = useSession(({ names }) => (names.store ?? "").trim());
  const stores = useParameterStores(request);
  const isLogging = useSession((state) => state.isLogging);
  const snapshotId = useOpenedFile(request.projectId)?.snapshotId ?? null;
  const store = stores?.find((each) => each.name === name);
  return (
    <div ref={keepFocus} id={inspectPanelId} role="tabpanel" aria-label={inspectTabLabels.store} className={inspectClasses.panel}>
      {request.userProblem !== null ? (
        <EmptyState title={parameterStoreLabels.unread} actions={<FixUser />}>
          <p>Its JSON cannot be read: {request.userProblem}.</p>
        </EmptyState>
      ) : stores === null ? (
        <p className={classes.waiting}>Resolving…</p>
      ) : store === undefined ? (
        <NoStore name={name} stores={stores.map((each) => each.name)} />
      ) : (
        <>
          <section
            {...resultFocus}
            ref={focusIfLost}
            className={classes.head}
            aria-label={parameterStoreLabels.heading(name, request.userLabel, request.tier)}
          >
            <div className={classes.title}>
              <h2>
                <code>{name}</code> for <b>{request.userLabel}</b> in <b>{request.tier}</b>
              </h2>
              <SaveAsCase content={() => caseOfStore(name, request, snapshotId)} />
            </div>
            <p className={classes.lead}>
              <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} /> {parameterStoreLabels.lead}
            </p>
          </section>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section className={classes.table} aria-label={parameterStoreLabels.parameters(name)} tabIndex={0}>
            <ParameterTable parameters={store.parameters} action={{ verb: checkVerb(isLogging), onChoose: onCheckName }} />
          </section>
        </>
      )}
    </div>
  );
}

function NoStore({ name, stores }: { name: string; stores: readonly string[] }) {
  if (stores.length === 0)
    return (
      <EmptyState title={parameterStoreLabels.none}>
        <p>{parameterStoreLabels.noneLead}</p>
      </EmptyState>
    );
  return (
    <EmptyState
      title={name === "" ? parameterStoreLabels.choose : parameterStoreLabels.notFound(name)}
      actions={stores.slice(0, maxOffered).map((store) => (
        <button key={store} type="button" className="link" onClick={() => setName("store", store)}>
          {store}
        </button>
      ))}
    >
      <p>{parameterStoreLabels.chooseLead}</p>
    </EmptyState>
  );
}

/** More stores are chosen in the field above. */
const maxOffered = 12;

/** Takes the focus that was lost with the button that opened the store. */
function focusIfLost(element: HTMLElement | null): void {
  if (document.activeElement === document.body) element?.focus({ preventScroll: true });
}
