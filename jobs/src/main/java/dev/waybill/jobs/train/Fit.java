package dev.waybill.jobs.train;

import dev.waybill.common.fit.Examples;
import dev.waybill.common.fit.LearnedInputs;
import dev.waybill.common.fit.LearningCurve;
import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.fit.TreeTrainer;
import dev.waybill.common.fit.TreeTrainer.Best;
import dev.waybill.common.job.Progress;
import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.Input;
import dev.waybill.common.section.EvalMetric;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Trees fitted by a spec. Where there are validation dates, a first fit on the training dates alone finds the number
 * of rounds that predicts these best; the trees are then fitted with that many on both, so that they have seen the
 * latest days.
 *
 * @param split that they were fitted by
 * @param tried the training rows to choose from, if there were several
 * @param unvarying features that have one value in all rows, or none
 * @param seen the rows that the trees were fitted on which have not seen those held back
 * @param heldBack rows with trees that were not fitted on them; empty where the split has only training dates
 */
record Fit(
        Booster booster,
        LearnedInputs learned,
        Split split,
        List<Tried> tried,
        int rounds,
        long trainRows,
        long validRows,
        List<String> unvarying,
        Dataset<Row> seen,
        Optional<HeldBack> heldBack) {

    /**
     * Training rows that were tried.
     *
     * @param train in words: {@code 2020-03-01/2020-03-07}
     * @param score of trees fitted on them, by the metric that also says when to stop, on the validation rows
     */
    record Tried(String train, long rows, int rounds, double score, boolean taken) {}

    /**
     * Checks first, then fits; the same rows give the same booster, byte for byte.
     *
     * @param specs that differ in the training rows alone: the one is taken whose first fit predicts the validation rows best,
     *     of equals the first
     * @param curves told how that fit went, if there is one
     */
    static Fit of(Dataset<Row> features, List<TrainingSpec> specs, Progress progress, Consumer<LearningCurve> curves) {
        List<FirstFit> fits = new ArrayList<>();
        specs.forEach(spec -> fits.add(FirstFit.of(features, spec, progress)));
        FirstFit taken = fits.size() == 1
                ? fits.get(0)
                : fits.stream().min(byScore(specs.get(0).metric())).orElseThrow();
        taken.best().map(Best::curve).ifPresent(curves);
        return onAll(taken, tried(fits, taken), progress);
    }

    private static Comparator<FirstFit> byScore(String metric) {
        Comparator<FirstFit> byScore =
                Comparator.comparingDouble(fit -> fit.best().orElseThrow().score());
        return EvalMetric.lessIsBetter(metric) ? byScore : byScore.reversed();
    }

    private static List<Tried> tried(List<FirstFit> fits, FirstFit taken) {
        return fits.size() == 1
                ? List.of()
                : fits.stream()
                        .map(fit -> new Tried(
                                fit.spec().split().words(Part.train),
                                fit.trainRows(),
                                fit.rounds(),
                                fit.best().orElseThrow().score(),
                                fit.spec().equals(taken.spec())))
                        .toList();
    }

    private static Fit onAll(FirstFit first, List<Tried> tried, Progress progress) {
        TrainingSpec spec = first.spec();
        Split split = spec.split();
        Optional<Dataset<Row>> valid = first.part(Part.valid);
        Dataset<Row> both = valid.map(first.train()::unionByName).orElseGet(first::train);
        TreeTrainer trees = new TreeTrainer(spec, first.learned().scoring(), first.findings());
        progress.doing(String.format(
                Locale.ROOT, "fitting %,d rounds on %,d rows", first.rounds(), first.trainRows() + first.validRows()));
        Fit fit = new Fit(
                trees.fit(Examples.training(both, spec, first.learned()), first.rounds()),
                first.learned(),
                split,
                tried,
                first.rounds(),
                first.trainRows(),
                first.validRows(),
                first.findings().unvarying(),
                first.train(),
                valid.map(part -> new HeldBack(
                        "split.valid " + split.words(Part.valid) + ", predicted by a fit on split.train alone",
                        first.best().orElseThrow().booster(),
                        part)));
        return first.part(Part.calibrate)
                .map(part -> fit.holdingBack(part, both))
                .map(held -> spec.model().refit() ? held.refit(trees, spec, progress) : held)
                .orElse(fit);
    }

    /** As rows see them that the trees were not fitted on. */
    List<Input> inputs() {
        return learned.scoring();
    }

    private Fit holdingBack(Dataset<Row> rows, Dataset<Row> fitted) {
        HeldBack held = new HeldBack("split.calibrate " + split.words(Part.calibrate), booster, rows);
        return new Fit(
                booster, learned, split, tried, rounds, trainRows, validRows, unvarying, fitted, Optional.of(held));
    }

    private Fit refit(TreeTrainer trees, TrainingSpec spec, Progress progress) {
        progress.doing("fitting once more, on the rows that were held back as well");
        Dataset<Row> all = seen.unionByName(heldBack.orElseThrow().rows());
        Booster last = trees.fit(Examples.training(all, spec, learned), rounds);
        return new Fit(last, learned, split, tried, rounds, trainRows, validRows, unvarying, seen, heldBack);
    }
}
