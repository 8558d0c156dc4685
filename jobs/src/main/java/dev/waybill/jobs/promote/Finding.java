package dev.waybill.jobs.promote;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the comparison with the champion comes to.
 *
 * @param refusals segments in which the challenger is worse: one is enough for a no
 * @param rule by which it may replace the champion otherwise; empty for none
 * @param isEnough whether there was enough to tell at all
 * @param words why it is so
 */
record Finding(List<String> refusals, Optional<Rule> rule, boolean isEnough, String words) {

    /**
     * What is known of the two beside their losses.
     *
     * @param champion what it is called: {@code champion demo/1}
     * @param measure what the loss is called: {@code mae}
     * @param isFresher whether the challenger has seen later days
     * @param promised the champion's mean loss when it was registered, where that can be told
     */
    record Case(String champion, String measure, boolean isFresher, Optional<Double> promised) {}

    static Finding of(PairedEvidence evidence, PromotionRules rules, Case known) {
        if (!Double.isFinite(evidence.all().difference())) {
            return new Finding(List.of(), Optional.empty(), true, unmeasured(known));
        }
        Optional<String> lacking = lacking(evidence, rules);
        Optional<Rule> rule = lacking.isPresent() ? Optional.empty() : byDifference(evidence.all(), rules, known);
        Optional<Rule> either = rule.or(() -> byChange(evidence, rules, known));
        String words = either.map(by -> why(by, evidence, rules, known))
                .or(() -> lacking)
                .orElseGet(() -> losses(evidence, known) + ", which chance alone may give: " + interval(evidence));
        return new Finding(evidence.segments().refusals(), either, either.isPresent() || lacking.isEmpty(), words);
    }

    /** Whether the challenger may replace the champion, as far as this goes. */
    boolean isYes() {
        return refusals.isEmpty() && rule.isPresent();
    }

    private static Optional<Rule> byDifference(LossDifference all, PromotionRules rules, Case known) {
        if (all.isBetter()) {
            return Optional.of(Rule.superior);
        }
        return rules.fresh() && known.isFresher() && all.isWithin(PromotionRules.MARGIN)
                ? Optional.of(Rule.fresh)
                : Optional.empty();
    }

    private static Optional<Rule> byChange(PairedEvidence evidence, PromotionRules rules, Case known) {
        return rules.changedWorld()
                .filter(change -> evidence.all().rows() >= rules.rows())
                .filter(change -> known.promised()
                        .filter(promised -> change.holds(evidence, promised))
                        .isPresent())
                .map(change -> Rule.changed_world);
    }

    private static String unmeasured(Case known) {
        return "%s could not be measured of every row: name another evaluate.loss".formatted(known.measure());
    }

    /** What there is too little of. */
    private static Optional<String> lacking(PairedEvidence evidence, PromotionRules rules) {
        LossDifference all = evidence.all();
        if (all.rows() < rules.rows()) {
            return Optional.of("labelled rows that are new to both models: %d, while promote.rows asks for %d"
                    .formatted(all.rows(), rules.rows()));
        }
        return switch (evidence.unit()) {
            case days -> tooFew(all.units(), rules.days(), "days", "promote.days asks for");
            case hours -> tooFew(evidence, "hours");
            case rows -> tooFew(evidence, "blocks of rows");
            case users -> tooFew(evidence, "blocks of users");
        };
    }

    private static Optional<String> tooFew(PairedEvidence evidence, String what) {
        return tooFew(evidence.all().units(), evidence.unit().least(), what, "an interval takes");
    }

    private static Optional<String> tooFew(int units, int least, String what, String who) {
        return units < least
                ? Optional.of("%s with labelled rows that are new to both models: %d, while %s %d"
                        .formatted(what, units, who, least))
                : Optional.empty();
    }

    private static String why(Rule rule, PairedEvidence evidence, PromotionRules rules, Case known) {
        String found = losses(evidence, known);
        return switch (rule) {
            case superior -> "%s, which is more than chance: %s".formatted(found, interval(evidence));
            case fresh ->
                "%s, and not worse by 1%% beyond chance, with later days seen: %s".formatted(found, interval(evidence));
            case changed_world ->
                "%s; the world has changed (promote.changed-world): the champion's is outside of its promise of %s, and the challenger was better on each of the last %d days"
                        .formatted(
                                found,
                                number(known.promised().orElseThrow()),
                                rules.changedWorld().orElseThrow().days());
            case first_model, champion_not_asked, unlabelled, same_predictions, by_hand ->
                throw new IllegalArgumentException("not a rule of comparison: " + rule);
        };
    }

    /** {@code mae 3.812 against 3.904 of champion demo/1}. */
    private static String losses(PairedEvidence evidence, Case known) {
        return "%s %s against %s of %s"
                .formatted(
                        known.measure(),
                        number(evidence.all().challenger()),
                        number(evidence.all().champion()),
                        known.champion());
    }

    private static String interval(PairedEvidence evidence) {
        LossDifference all = evidence.all();
        return "the difference is %s, from %s to %s over %d %s"
                .formatted(
                        number(all.difference()),
                        number(all.lower()),
                        number(all.upper()),
                        all.units(),
                        evidence.unit() == Unit.rows
                                ? "blocks of rows"
                                : evidence.unit().name());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }
}
