import { exposuresLabels } from "#renderer/answer/exposures/exposures-labels.ts";
import { experimentPathLabels } from "#renderer/answer/rollout/experiment-path.ts";
import { groupSentence } from "#renderer/answer/rollout/group-slices.ts";
import { rolloutLabels } from "#renderer/answer/rollout/rollout-labels.ts";
import { whyLabels } from "#renderer/answer/why/why-labels.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import type { Bucket } from "#shared/domain/explanation/explanation.ts";
import { holdoutText } from "#shared/domain/explanation/explanation-text.ts";
import { expect, test } from "./fixtures/app.ts";
import { headingText } from "./pages/answer.ts";
import { Gatescope, writtenText } from "./pages/gatescope.ts";
import { containing, endingWith } from "./pages/label.ts";
import { Why } from "./pages/why.ts";

/** Statsig’s name for the exposure of an experiment. */
const configExposure = "statsig::config_exposure";

/** The bucket of Lena in the experiment. */
const place: Bucket = { idType: "userID", unitId: "", isMissing: false, bucket: 757, of: 1000, cutOff: null, slotCount: null, isIn: true };

// Support reads which exposures a logged check would write, and why an experiment returned its group.

test("support reads the exposures that a logged check would write, nothing is written, and the history explains an answer of its own time", async ({
  page,
}) => {
  const gatescope = new Gatescope(page);
  const { user, inspect, topBar, history } = gatescope;
  await user.switchTo("Lena, Hamburg");
  await inspect.check("experiment", "checkout_trust_badges");
  await expect(inspect.answer.heading).toHaveText(headingText("group", "checkout_trust_badges", "Badges"));

  await test.step("the summary shows the steps of the experiment, the slot and the group", async () => {
    const { list, noOverride, layerSlot, targeted } = experimentPathLabels;
    const way = page.getByRole("list", { name: list });
    await expect(way.getByRole("listitem")).toHaveText(
      [noOverride, holdoutText(false), layerSlot("810"), targeted, "Badges"].map(endingWith),
    );
    await expect(inspect.answer.evidence).toContainText(
      groupSentence({ slices: [{ name: "Badges", from: 50, to: 100, isOwn: true }], bucket: place }, "Lena"),
    );
    await expect(page.getByRole("img", { name: rolloutLabels.slot(810, "own") })).toBeAttached();
  });

  await test.step("the Exposures tab lists primary and secondary exposures, and the private attributes that are not sent", async () => {
    await inspect.answer.openTab("exposures");
    const exposures = page.getByRole("list", { name: exposuresLabels.list });
    await expect(exposures.getByRole("listitem")).toHaveText([
      containing(`checkout_trust_badges${configExposure}`),
      containing(`${exposuresLabels.holdout}autumn_holdout${holdoutText(false)}`),
      containing(`${exposuresLabels.gate}checkout_v2${stateLabels.pass}`),
    ]);
    await expect(inspect.answer.evidence).toContainText(`${exposuresLabels.stays} lifetime_spend`);
    await expect(topBar).toContainText(writtenText(0));
  });

  await test.step("an answer in the history is explained as of its own time", async () => {
    await inspect.check("gate", "checkout_v2");
    await expect(inspect.answer.heading).toHaveText(headingText("pass", "checkout_v2"));
    await gatescope.open("history");
    await history.row("checkout_v2").first().click();
    await history.answer.openTab("why");
    await expect(history.answer.evidence).toContainText(whyLabels.notStored(["lifetime_spend"]));
    await expect(new Why(page).rules).toContainText("Germany pilot");
  });
});
