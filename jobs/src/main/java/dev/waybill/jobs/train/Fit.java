package dev.waybill.jobs.train;

import dev.waybill.common.fit.ClassLabels;
import dev.waybill.common.fit.Lanes;
import dev.waybill.common.fit.LearnedInputs;
import dev.waybill.common.fit.LearningCurve;
import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.fit.TreeTrainer.Best;
import dev.waybill.common.job.Progress;
import dev.waybill.common.model.CalibrationFit.HeldBack;
import dev.waybill.common.model.Input;
import dev.waybill.common.section.EvalMetric;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * @param classes of a multiclass label
 * @param unknown rows of later parts that were left out, since their class is not among those of the training rows
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
        Optional<ClassLabels> classes,
        long unknown,
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
        List<Candidate> candidates =
                specs.stream().map(spec -> Candidate.checked(features, spec)).toList();
        TrainingSpec any = specs.get(0);
        if (any.split().parts().contains(Part.valid)) {
            progress.doing("finding the number of rounds from "
                    + specs.stream().map(Fit::trainWords).collect(Collectors.joining(", ")));
        }
        List<FirstFit> fits =
                Lanes.each(candidates, any.model().workers(), features.sparkSession(), Candidate::firstFit);
        FirstFit taken = fits.size() == 1
                ? fits.get(0)
                : fits.stream().min(byScore(any.metric())).orElseThrow();
        taken.best().map(Best::curve).ifPresent(curves);
        return onAll(taken, tried(fits, taken), progress);
    }

    private static Comparator<FirstFit> byScore(String metric) {
        Comparator<FirstFit> byScore = Comparator.comparingDouble(FirstFit::score);
        return EvalMetric.lessIsBetter(metric) ? byScore : byScore.reversed();
    }

    private static List<Tried> tried(List<FirstFit> fits, FirstFit taken) {
        return fits.size() == 1
                ? List.of()
                : fits.stream()
                        .map(fit -> new Tried(
                                trainWords(fit.candidate().spec()),
                                fit.candidate().trainRows(),
                                fit.rounds(),
                                fit.score(),
                                fit.candidate().spec().equals(taken.candidate().spec())))
                        .toList();
    }

    private static String trainWords(TrainingSpec spec) {
        return spec.split().words(Part.train);
    }

    private static Fit onAll(FirstFit first, List<Tried> tried, Progress progress) {
        Candidate candidate = first.candidate();
        Split split = candidate.spec().split();
        Optional<Dataset<Row>> valid = candidate.part(Part.valid);
        Optional<Dataset<Row>> calibrate = candidate.part(Part.calibrate);
        Dataset<Row> both = valid.map(candidate.train()::unionByName).orElseGet(candidate::train);
        Optional<Dataset<Row>> again =
                calibrate.filter(part -> candidate.spec().model().refit()).map(both::unionByName);
        progress.doing(String.format(
                Locale.ROOT,
                "fitting %,d rounds on %,d rows%s",
                first.rounds(),
                candidate.trainRows() + candidate.validRows(),
                again.isPresent() ? ", and once more on those held back as well" : ""));
        List<Booster> boosters = Lanes.each(
                Stream.concat(Stream.of(both), again.stream()).toList(),
                candidate.spec().model().workers(),
                both.sparkSession(),
                rows -> candidate.fit(rows, first.rounds()));
        Optional<HeldBack> heldBack = calibrate
                .map(part -> new HeldBack("split.calibrate " + split.words(Part.calibrate), boosters.get(0), part))
                .or(() -> valid.map(part -> new HeldBack(
                        "split.valid " + split.words(Part.valid) + ", predicted by a fit on split.train alone",
                        first.best().orElseThrow().booster(),
                        part)));
        return new Fit(
                boosters.get(boosters.size() - 1),
                candidate.learned(),
                split,
                tried,
                first.rounds(),
                candidate.trainRows(),
                candidate.validRows(),
                candidate.classes(),
                candidate.unknown(),
                candidate.findings().unvarying(),
                calibrate.isPresent() ? both : candidate.train(),
                heldBack);
    }

    /** As rows see them that the trees were not fitted on. */
    List<Input> inputs() {
        return learned.scoring();
    }
}
