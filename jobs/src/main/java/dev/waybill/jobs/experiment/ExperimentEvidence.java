package dev.waybill.jobs.experiment;

import dev.waybill.common.section.Experiment;
import dev.waybill.common.section.Share;
import dev.waybill.common.section.Variant;
import dev.waybill.common.stats.TestResult;
import dev.waybill.jobs.experiment.stats.AlwaysValid;
import dev.waybill.jobs.experiment.stats.MeanDifference;
import dev.waybill.jobs.experiment.stats.SampleRatio;
import dev.waybill.jobs.experiment.stats.UnitSums;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an experiment of two versions found. All differences are those of the challenger's mean loss less the champion's:
 * below 0, the challenger is better.
 *
 * @param measure what the loss is called
 * @param unit what was dealt at random, and so is what chance draws
 * @param asked the share of units that the challenger was to get
 * @param seen the share that it got, of units with labels
 * @param withoutUnit labelled rows that have none, and so do not count
 * @param ratio the test of whether these two shares agree
 * @param mismatch whether they do not, so that nothing else is to be trusted
 * @param enough whether both variants have rows and units enough to be compared
 * @param difference as a test at the horizon has it
 * @param always as it may be looked at on any day
 * @param paired on rows that both have scored, whoever published
 * @param pairedRows how many these are
 * @param says what it comes to, in sentences
 */
public record ExperimentEvidence(
        String model,
        String measure,
        String unit,
        Share asked,
        double seen,
        Period period,
        List<Arm> arms,
        long withoutUnit,
        TestResult ratio,
        boolean mismatch,
        boolean enough,
        Optional<MeanDifference> difference,
        Optional<AlwaysValid> always,
        Optional<Detectable> detectable,
        Optional<MeanDifference> paired,
        long pairedRows,
        List<String> says) {

    /** Below so many units of a variant, a difference does not count as normal. */
    static final int LEAST_UNITS = 30;

    static final double LEVEL = 0.05;

    static ExperimentEvidence of(String model, String measure, String unit, Experiment experiment, Found found) {
        UnitSums champion = found.sums(Variant.champion);
        UnitSums challenger = found.sums(Variant.challenger);
        long units = champion.units() + challenger.units();
        TestResult ratio = units == 0
                ? new TestResult(0, 1)
                : SampleRatio.of(
                        champion.units(),
                        challenger.units(),
                        experiment.challenger().fraction());
        Optional<MeanDifference> difference = champion.units() < 2 || challenger.units() < 2
                ? Optional.empty()
                : Optional.of(MeanDifference.between(champion, challenger)).filter(MeanDifference::told);
        double effect = Math.abs(champion.mean()) * experiment.effect().fraction();
        Period period = found.period();
        UnitSums pairs = found.pairs();
        ExperimentEvidence evidence = new ExperimentEvidence(
                model,
                measure,
                unit,
                experiment.challenger(),
                units == 0 ? 0 : challenger.units() / (double) units,
                period,
                found.arms(),
                found.withoutUnit(),
                ratio,
                ratio.pvalue() < SampleRatio.LEAST,
                isEnough(champion, experiment) && isEnough(challenger, experiment),
                difference,
                difference
                        .filter(each -> effect > 0)
                        .map(each ->
                                AlwaysValid.of(each.difference(), each.standardError() * each.standardError(), effect)),
                difference
                        .filter(each -> effect > 0)
                        .map(each -> Detectable.of(each.standardError(), effect, period.days())),
                pairs.units() < 2
                        ? Optional.empty()
                        : Optional.of(MeanDifference.paired(pairs)).filter(MeanDifference::told),
                (long) pairs.rows(),
                List.of());
        return evidence.saying(Conclusions.of(evidence, experiment));
    }

    private static boolean isEnough(UnitSums sums, Experiment experiment) {
        return sums.rows() >= experiment.rows() && sums.units() >= LEAST_UNITS;
    }

    private ExperimentEvidence saying(List<String> sentences) {
        return new ExperimentEvidence(
                model,
                measure,
                unit,
                asked,
                seen,
                period,
                arms,
                withoutUnit,
                ratio,
                mismatch,
                enough,
                difference,
                always,
                detectable,
                paired,
                pairedRows,
                sentences);
    }

    /** Why it keeps the challenger out: it does harm beyond chance. Nothing is made of units that were not dealt as asked. */
    public Optional<String> refusal() {
        return difference
                .filter(each -> enough && !mismatch && each.difference() > 0)
                .filter(each -> (period.over() && each.worse() < LEVEL) || hasAlwaysPassed())
                .map(each -> "the experiment found it worse: " + Conclusions.figures(this, each));
    }

    /** Whether it may be decided today. */
    boolean hasAlwaysPassed() {
        return always.filter(each -> each.pvalue() < LEVEL).isPresent();
    }

    /** The metrics of all arms, by their names. */
    public Map<String, Double> metrics(Variant variant) {
        return arms.stream()
                .filter(arm -> arm.variant() == variant)
                .findFirst()
                .map(Arm::metrics)
                .orElse(Map.of());
    }
}
