package dev.waybill.jobs.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.fit.TrainingSpec;
import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.Remarks;
import dev.waybill.common.model.Calibration;
import dev.waybill.common.model.CalibrationFit;
import dev.waybill.common.model.ClassFit;
import dev.waybill.common.model.DecisionThreshold;
import dev.waybill.common.model.InputExample;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Probabilities;
import dev.waybill.common.model.ProbabilityFit;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.model.probability.CalibratorFit;
import dev.waybill.common.model.probability.ProbabilityCalibration;
import dev.waybill.common.params.Default;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Anomaly;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.IntervalCalibration;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Probability;
import dev.waybill.common.section.Probability.Method;
import dev.waybill.common.section.Recommend;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.SplitRule;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.track.RunTags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fits boosted trees to the rows of the training and validation dates, finds from rows that they did not see how far off
 * they are, and leaves both as a model folder.
 */
public final class Train implements Job<Train.Params, Train.Result> {

    public record Params(
            Task task,
            Source source,
            Features features,
            Optional<SplitRule> split,
            @Default("{}") Model model,
            @Default("{}") IntervalCalibration intervals,
            Optional<Probability> probability,
            Optional<Anomaly> anomaly,
            Optional<Recommend> recommend) {

        public Params {
            task.requireLabel(source);
            Probability.require(task, probability);
            IntervalCalibration.require(task, intervals);
            requireOnlyOf(Task.anomaly, task, "anomaly", anomaly);
            requireOnlyOf(Task.recommend, task, "recommend", recommend);
            if (task == Task.recommend) {
                requireColumns(recommend, features);
            }
            SplitRule.require(split, source);
            ScoredTable.requireFree(task, source);
            TrainingSpec.require(task, source, features, model);
        }

        private static void requireColumns(Optional<Recommend> recommend, Features features) {
            Recommend params = recommend.orElseThrow(() -> new IllegalArgumentException(
                    "recommend is missing: the task recommend has to know which features are the user and the item"));
            Stream.of(Stream.of(params.user(), params.item()), params.strength().stream())
                    .flatMap(names -> names)
                    .filter(name -> !features.names().contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new IllegalArgumentException(
                                "recommend names '%s', which is not among features.columns. %s"
                                        .formatted(name, Suggestion.sentence(name, features.names())));
                    });
        }

        private static void requireOnlyOf(Task owner, Task task, String section, Optional<?> value) {
            if (value.isPresent() && task != owner) {
                throw new IllegalArgumentException(
                        "%s is there, but the task is %s: it says how a model of the task %s is made"
                                .formatted(section, task, owner));
            }
        }

        TrainingSpec spec(Split split) {
            return TrainingSpec.of(task, source, features, split, model);
        }
    }

    /**
     * What was trained.
     *
     * @param tried the training rows to choose from, if split leaves a choice
     * @param unvarying features that have one value in all rows, or none
     * @param intervals empty for a model without any
     * @param probability of a model of yes or no
     * @param classes of a model of several classes
     * @param made what was made, where that is no boosted trees, in words
     */
    public record Result(
            long trainRows,
            long validRows,
            int rounds,
            int features,
            List<Fit.Tried> tried,
            List<String> unvarying,
            String modelSha256,
            Optional<IntervalBasis> intervals,
            Optional<ProbabilityBasis> probability,
            Optional<ClassBasis> classes,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> made)
            implements Remarks {

        @Override
        public List<String> remarks() {
            return Stream.of(
                            intervals.stream().flatMap(IntervalBasis::remarks),
                            probability.stream().flatMap(ProbabilityBasis::remark),
                            classes.stream().flatMap(ClassBasis::remark))
                    .flatMap(remarks -> remarks)
                    .toList();
        }
    }

    /**
     * What the probabilities were calibrated on.
     *
     * @param asked for in params
     * @param method that was fitted
     * @param rows held back, as far as they were looked at
     * @param positives so many of them have the label 1
     * @param decision from which probability on a row counts as a yes
     */
    public record ProbabilityBasis(Method asked, Method method, int rows, int positives, DecisionThreshold decision) {

        static ProbabilityBasis of(Method asked, Probabilities found) {
            return new ProbabilityBasis(
                    asked,
                    found.method(),
                    found.calibration().map(ProbabilityCalibration::rows).orElse(0),
                    found.calibration().map(ProbabilityCalibration::positives).orElse(0),
                    found.decision());
        }

        private Stream<String> remark() {
            return asked == method
                    ? Stream.empty()
                    : Stream.of(
                            "probabilities are not calibrated: of %,d held-back rows %,d have the label 1, and %s takes %d of each"
                                    .formatted(rows, positives, asked, CalibratorFit.LEAST_OF_EACH));
        }
    }

    @Override
    public String name() {
        return "train";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public List<Artifact> reads(Params params) {
        return List.of(Artifact.table(FeatureTable.NAME));
    }

    @Override
    public List<Artifact> writes(Params params) {
        return List.of(Artifact.MODEL, Artifact.metrics(name()), Artifact.metrics("split"));
    }

    /** With a date, as if there were no later ones. */
    @Override
    public boolean byDate() {
        return true;
    }

    @Override
    public Result run(Params params, JobContext context) {
        TableVersion version = context.tables().version(FeatureTable.NAME);
        Dataset<Row> rows = context.tables().read(version);
        String featureSet = FeatureTable.requireCurrent(rows, params.source(), params.features());
        return switch (params.task()) {
            case regression, binary, multiclass -> boosted(rows, version, featureSet, params, context);
            case anomaly -> publish(ForestTraining.of(rows, version, featureSet, params, context), context);
            case recommend -> publish(FactorTraining.of(rows, version, featureSet, params, context), context);
        };
    }

    /** Of a model that is no boosted trees: what it comes to, and the parts of the split. */
    static Result publish(Made made, JobContext context) {
        context.run()
                .log((tracking, run) -> tracking.setTags(
                        run, Map.of(RunTags.MODEL_SHA256, made.result().modelSha256())));
        JsonFile.write(context.workspace().metrics("train"), made.result());
        JsonFile.write(context.workspace().metrics("split"), made.parts());
        return made.result();
    }

    /** What came of a training, and what was in the parts of the split. */
    record Made(Result result, Map<String, SplitParts.Figures> parts) {}

    private Result boosted(
            Dataset<Row> rows, TableVersion version, String featureSet, Params params, JobContext context) {
        CalibrationFit.requireGroups(params.intervals(), rows.schema());
        Fit fit = Fit.of(
                rows,
                Parts.candidates(params.split(), params.source(), rows, context.dateOf(params.source())).stream()
                        .map(params::spec)
                        .toList(),
                context.progress(),
                curve -> context.run().log((tracking, run) -> tracking.logCurves(run, curve.byName())));
        context.progress().doing("calibrating");
        TrainedModel trees = TrainedModel.of(
                fit.booster(),
                fit.inputs(),
                params.source().label().name(),
                provenance(params, fit.split(), version, featureSet, context),
                calibration(fit, params));
        TrainedModel model = ModelFolder.write(
                context.workspace().model(),
                withProbabilities(trees, fit, params),
                InputExample.of(fit.seen(), fit.inputs(), params.source()));
        context.run().log((tracking, run) -> tracking.setTags(run, Map.of(RunTags.MODEL_SHA256, model.sha256())));
        Result result = new Result(
                fit.trainRows(),
                fit.validRows(),
                fit.rounds(),
                fit.inputs().size(),
                fit.tried(),
                fit.unvarying(),
                model.sha256(),
                model.calibration().map(IntervalBasis::of),
                model.probabilities()
                        .map(found -> ProbabilityBasis.of(asked(params).calibration(), found)),
                model.classes().map(found -> ClassBasis.of(asked(params).calibration(), found, fit.unknown())),
                Optional.empty());
        JsonFile.write(context.workspace().metrics(name()), result);
        JsonFile.write(context.workspace().metrics("split"), SplitParts.of(rows, params.source(), fit.split()));
        return result;
    }

    /** Only a quantity has intervals. */
    private static Optional<Calibration> calibration(Fit fit, Params params) {
        if (params.task() != Task.regression) {
            return Optional.empty();
        }
        Optional<Calibration> found = fit.heldBack()
                .flatMap(rows ->
                        CalibrationFit.fit(rows, fit.seen(), fit.inputs(), params.source(), params.intervals()));
        if (found.isEmpty() && !params.intervals().within().isEmpty()) {
            throw Refusal.mistake(
                    "train.no-rows-for-within",
                    "Cannot tell how likely labels are up to a limit (intervals.within): fewer than %d rows were held back from training."
                            .formatted(CalibrationFit.LEAST_ROWS),
                    "Give split.calibrate more rows, or leave intervals.within out.");
        }
        return found;
    }

    private static TrainedModel withProbabilities(TrainedModel trees, Fit fit, Params params) {
        return switch (params.task()) {
            case regression -> trees;
            case binary ->
                trees.with(
                        ProbabilityFit.fit(fit.heldBack(), fit.seen(), fit.inputs(), params.source(), asked(params)));
            case multiclass ->
                trees.with(ClassFit.fit(
                        fit.classes().orElseThrow().names(),
                        fit.heldBack(),
                        fit.seen(),
                        fit.inputs(),
                        params.source(),
                        asked(params)));
            case anomaly, recommend -> throw new IllegalStateException("trees are not for " + params.task());
        };
    }

    private static Probability asked(Params params) {
        return params.probability().orElse(Probability.USUAL);
    }

    static Provenance provenance(
            Params params, Split split, TableVersion version, String featureSet, JobContext context) {
        return new Provenance(
                context.workspace().runId(),
                context.clock().instant(),
                Versions.gitCommit(context.workspace().home()),
                version,
                featureSet,
                params.task(),
                params.source().key(),
                split,
                params.model(),
                Versions.all(context.spark()));
    }

    @Override
    public String summary(Result result) {
        return String.format(
                        Locale.ROOT,
                        "%,d rows, %d features, %s",
                        result.trainRows() + result.validRows(),
                        result.features(),
                        result.made().orElse(result.rounds() + " rounds"))
                + (result.unvarying().isEmpty()
                        ? ""
                        : "; without use, since they never vary: " + String.join(", ", result.unvarying()));
    }
}
