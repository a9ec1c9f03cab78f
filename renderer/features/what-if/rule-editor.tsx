import { ActionIcon, Button, Menu } from "@mantine/core";
import { Ellipsis, Plus } from "lucide-react";
import { useState } from "react";
import { ruleTitle } from "#renderer/answer/why/rule-trace-plan.ts";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import type { EntityMoves, RuleOutline, RulePlaces, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, isSameJson, type JsonValue } from "#shared/domain/json/json.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { ConditionEditor, NewCondition } from "./condition-editor.tsx";
import { layerShareOf, shareEdit, splitOf } from "./draft-edits.ts";
import { GroupSplit } from "./group-split.tsx";
import { PercentageBox, PlaceSlider } from "./place-slider.tsx";
import classes from "./rule-editor.module.css";
import { ShareSlider } from "./share-slider.tsx";
import { offTexts, whatIfLabels } from "./what-if-labels.ts";

/** Edits a copy of the rules of one entity. Every edit is added to the draft; `before` is what the rules have. */
export function RuleEditor({
  before,
  after,
  places,
  moves,
  isCounted,
  onEdit,
  onOpenGate,
}: {
  before: SpecOutline | null;
  after: SpecOutline;
  places: readonly RulePlaces[];
  /** How the users of this entity move with these edits; null while that is not counted. */
  moves: EntityMoves | null;
  /** Whether all users were counted with these edits, and all were decided. */
  isCounted: boolean;
  onEdit: (edit: RuleEdit) => void;
  onOpenGate: (name: string) => void;
}) {
  const groups = splitOf(after.rules);
  const [adding, setAdding] = useState<string | null>(null);
  const spec = { kind: after.kind, name: after.name };
  return (
    <div className={classes.editor}>
      {after.usedBy.length > 0 && (
        <p className={classes.usedBy}>
          {whatIfLabels.usedBy} <span className={classes.data}>{after.usedBy.slice(0, 4).join(", ")}</span>
          {after.usedBy.length > 4 && ` ${whatIfLabels.moreValues(after.usedBy.length - 4)}`}. {whatIfLabels.changeWithIt}
        </p>
      )}
      {offTexts(before, after).map((text) => (
        <p key={text} className={classes.usedBy}>
          {text}
        </p>
      ))}
      {groups !== null && (
        <GroupSplit spec={after} groups={groups} was={before === null ? null : splitOf(before.rules)} moves={moves} onEdit={onEdit} />
      )}
      {after.rules.map((rule, at) =>
        groups !== null && rule.isGroup ? null : (
          <EditedRule
            key={`${rule.ref.id} ${rule.ref.nth}`}
            rule={rule}
            at={at}
            spec={after}
            was={before?.rules.find(({ ref }) => ref.id === rule.ref.id && ref.nth === rule.ref.nth) ?? null}
            places={places.find((each) => each.rule.id === rule.ref.id && each.rule.nth === rule.ref.nth) ?? null}
            isCounted={isCounted}
            isAdding={adding === rule.ref.id}
            onAdding={(isOn) => setAdding(isOn ? rule.ref.id : null)}
            onEdit={onEdit}
            onOpenGate={onOpenGate}
          />
        ),
      )}
      {after.kind === "gate" && (
        <Button
          className={classes.addRule ?? ""}
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={12} aria-hidden />}
          onClick={() => onEdit({ edit: "add_rule", ...spec, at: after.rules.length, rule: newRule(after) })}
        >
          {whatIfLabels.addRule}
        </Button>
      )}
      <div className={classes.otherwise}>
        {after.kind === "gate" && <Glyph state={after.otherwise === stateLabels.pass ? "pass" : "fail"} size={14} />}
        <b>{whatIfLabels.otherwise}</b> <span className={`ell ${after.kind === "gate" ? "" : classes.data}`}>{after.otherwise}</span>
      </div>
    </div>
  );
}

/** A rule that lets everyone in, to be narrowed. */
function newRule({ rules, unit }: SpecOutline) {
  const ids = new Set(rules.map(({ ref }) => ref.id));
  const n = Array.from({ length: rules.length + 1 }, (_, at) => at + 1).find((each) => !ids.has(`draft-rule-${each}`)) ?? 1;
  return {
    ...{
      id: `draft-rule-${n}`,
      name: whatIfLabels.newRule(n),
      passPercentage: 100,
      returnValue: true,
      idType: unit,
      salt: `draft-rule-${n}`,
    },
    conditions: [{ type: "public", targetValue: null, operator: null, field: null, additionalValues: {}, idType: unit }],
  };
}

function EditedRule({
  rule,
  at,
  spec,
  was,
  places,
  isCounted,
  isAdding,
  onAdding,
  onEdit,
  onOpenGate,
}: {
  rule: RuleOutline;
  at: number;
  spec: SpecOutline;
  was: RuleOutline | null;
  places: RulePlaces | null;
  isCounted: boolean;
  isAdding: boolean;
  onAdding: (isOn: boolean) => void;
  onEdit: (edit: RuleEdit) => void;
  onOpenGate: (name: string) => void;
}) {
  const of = { kind: spec.kind, name: spec.name };
  const number = at + 1;
  const title = titleOf(rule, number);
  /** The rule that keeps those outside of the layer’s share out is edited as that share. */
  const value = rule.ref.id === "layerAssignment" ? null : percentageOf(rule.percentage);
  const before = was === null ? null : percentageOf(was.percentage);
  const isMoved = before !== null && value !== null && before !== value;
  const isEdited = was === null || !isSameJson(was.content, rule.content);
  const setPercentage = (to: number) => {
    if (to !== value) onEdit({ edit: "percentage", ...of, rule: rule.ref, from: rule.percentage, to });
  };
  const move = (by: 1 | -1) => {
    const order = spec.rules.map((_, index) => index);
    const to = order.toSpliced(at, 1).toSpliced(at + by, 0, at);
    onEdit({ edit: "order", ...of, from: spec.rules.map(({ ref }) => ref.id), to });
  };
  const content = isJsonObject(rule.content) ? rule.content : null;
  const share = spec.kind === "layer" ? layerShareOf(rule, spec.rules) : null;
  const wasShare = was === null || spec.kind !== "layer" ? null : layerShareOf(was, spec.rules);
  return (
    <section className={classes.rule} data-edited={isEdited || undefined} aria-label={whatIfLabels.rule(number)}>
      <div className={classes.ruleHead}>
        <span className={classes.number}>{number}</span>
        <b className={classes.name} title={title.id ?? undefined}>
          {title.text}
          {title.id !== null && <code className={classes.id}>{title.id}</code>}
        </b>
        {isEdited && <span className={classes.edited}>{whatIfLabels.edited}</span>}
        {isMoved && <s className={classes.old}>{formatPercent(before)}</s>}
        <span className={classes.end}>
          {value !== null && share === null && (
            <PercentageBox number={number} value={value} was={isMoved ? before : null} onChange={setPercentage} />
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size={24} aria-label={whatIfLabels.moreForRule(number)}>
                <Ellipsis size={14} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onAdding(true)}>{whatIfLabels.addCondition}</Menu.Item>
              <Menu.Item disabled={at === 0} onClick={() => move(-1)}>
                {whatIfLabels.moveUp}
              </Menu.Item>
              <Menu.Item disabled={at === spec.rules.length - 1} onClick={() => move(1)}>
                {whatIfLabels.moveDown}
              </Menu.Item>
              <Menu.Item
                disabled={content === null}
                onClick={() => content !== null && onEdit({ edit: "remove_rule", ...of, at, rule: content })}
              >
                {whatIfLabels.removeRule}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </span>
      </div>
      {rule.conditions.map((condition, index) => (
        <ConditionEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no other name than its position
          key={index}
          condition={condition}
          label={whatIfLabels.conditionOf(index + 1, number)}
          onTarget={(from, to) => onEdit({ edit: "target", ...of, rule: rule.ref, condition: index, from, to })}
          onRemove={
            condition.content === null
              ? null
              : () => onEdit({ edit: "remove_condition", ...of, rule: rule.ref, at: index, condition: condition.content })
          }
          onOpenGate={onOpenGate}
        />
      ))}
      {isAdding && (
        <NewCondition
          unit={rule.unit}
          label={whatIfLabels.newConditionOf(number)}
          onClose={() => onAdding(false)}
          onAdd={(condition) => {
            onAdding(false);
            onEdit({ edit: "add_condition", ...of, rule: rule.ref, at: rule.conditions.length, condition });
          }}
        />
      )}
      {share !== null && <ShareSlider share={share} was={wasShare} onChange={(percent) => onEdit(shareEdit(spec.name, share, percent))} />}
      {value !== null && share === null && (
        <PlaceSlider
          number={number}
          value={value}
          was={isMoved ? before : null}
          places={places}
          isCounted={isCounted && spec.isEnabled && (isPartial(value) || (before !== null && isPartial(before)))}
          onChange={setPercentage}
        />
      )}
    </section>
  );
}

function titleOf({ ref, name, groupName, content }: RuleOutline, number: number) {
  const delegatesTo = isJsonObject(content) && typeof content.configDelegate === "string" ? content.configDelegate : undefined;
  return ruleTitle({ number, name, groupName, ruleId: ref.id, ...(delegatesTo !== undefined && { delegatesTo }) });
}

/** Whether places decide: at 0 % and 100 % none is computed. */
function isPartial(percentage: number): boolean {
  return percentage > 0 && percentage < 100;
}

function percentageOf(value: JsonValue): number | null {
  return isJsonNumber(value) ? toDouble(value) : null;
}
