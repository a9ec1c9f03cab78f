import { useRef } from "react";
import { flushSync } from "react-dom";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { checkVerb } from "#renderer/session/check-verb.ts";
import { useSession } from "#renderer/session/session.ts";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import type { ParameterExplanation, ParameterStoreExplanation } from "#shared/domain/explanation/parameter-store.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { useParameterStores } from "../explain/explain.queries.ts";
import { openStore, useOpenStore } from "./open-store.ts";
import classes from "./parameter-stores.module.css";
import { parameterStoreLabels } from "./parameter-stores-labels.ts";

export interface ParameterStoresProps {
  readonly request: EvaluationRequest;
  readonly onCheckName: (kind: EntityKind, name: string) => void;
}

/**
 * Lists the project's parameter stores, and shows the parameters of one for the user. The HTTP API does not serve stores, so they are
 * resolved here, from the definitions. Shows nothing for a project without stores or definitions.
 */
export function ParameterStores({ request, onCheckName }: ParameterStoresProps) {
  const stores = useParameterStores(request);
  const open = useOpenStore();
  const shown = stores.find(({ name }) => name === open);
  const line = useRef<HTMLElement>(null);
  const close = () => {
    flushSync(() => openStore(null));
    // The palette, which may have opened it, is gone.
    const at = stores.findIndex(({ name }) => name === open);
    line.current?.querySelectorAll("button")[at]?.focus();
  };
  if (stores.length === 0) return null;
  return (
    <>
      <section ref={line} className={classes.line} aria-label={parameterStoreLabels.many}>
        <span className={classes.title}>{parameterStoreLabels.many}</span>
        {stores.map(({ name, parameters }) => (
          <button key={name} type="button" className="link" onClick={() => openStore(name)}>
            {name}: {formatCount(parameters.length, "parameter")}
          </button>
        ))}
        <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
      </section>
      {shown !== undefined && (
        <StoreDialog
          store={shown}
          who={request.userLabel}
          onClose={close}
          onCheckName={(kind, name) => {
            openStore(null);
            onCheckName(kind, name);
          }}
        />
      )}
    </>
  );
}

type StoreDialogProps = {
  store: ParameterStoreExplanation;
  who: string;
  onClose: () => void;
  onCheckName: ParameterStoresProps["onCheckName"];
};

function StoreDialog({ store, who, onClose, onCheckName }: StoreDialogProps) {
  return (
    <OpenDialog size="xl" onClose={onClose} title={parameterStoreLabels.dialog(store.name, who)}>
      <p className={classes.lead}>
        <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} /> {parameterStoreLabels.lead}
      </p>
      {store.parameters.length === 0 ? (
        <p className={classes.lead}>{parameterStoreLabels.empty}</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Value</th>
              <th scope="col">Decided by</th>
            </tr>
          </thead>
          <tbody>
            {store.parameters.map((parameter) => (
              <Parameter key={parameter.name} parameter={parameter} onCheckName={onCheckName} />
            ))}
          </tbody>
        </table>
      )}
    </OpenDialog>
  );
}

function Parameter({ parameter, onCheckName }: { parameter: ParameterExplanation; onCheckName: ParameterStoresProps["onCheckName"] }) {
  const { name, type, from, value, isPresent, because } = parameter;
  const isLogging = useSession((state) => state.isLogging);
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
        <span className={classes.type}>{type}</span>
      </th>
      <td className={classes.value}>
        {isPresent ? <Value name={name} value={value} /> : <span className={classes.missing}>{parameterStoreLabels.noValue}</span>}
      </td>
      <td>
        {from !== null && (
          <button type="button" className="link" onClick={() => onCheckName(from.kind, from.name)}>
            {`${checkVerb(isLogging)} ${entityKindLabels[from.kind].one} ${from.name}`}
          </button>
        )}
        <span className={classes.because}>{because}</span>
      </td>
    </tr>
  );
}

function Value({ name, value }: { name: string; value: JsonValue }) {
  if (Array.isArray(value) || isJsonObject(value)) return <JsonView value={value} label={`Value of ${name}`} />;
  return <code>{JSON.stringify(value)}</code>;
}
