package dev.waybill.jobs.train;

import dev.waybill.common.conf.Features;
import dev.waybill.common.conf.Model;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.Split;
import dev.waybill.common.conf.Split.DateRange;
import dev.waybill.common.conf.Task;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.job.JsonFile;
import dev.waybill.common.model.Encoding;
import dev.waybill.common.model.Input;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.model.Provenance;
import dev.waybill.common.model.TrainedModel;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.Booster;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fits boosted trees. Where there are validation dates, a first fit on the training dates alone finds the number of
 * rounds that predicts these best; the model is then fitted with that many on both, so that it has seen the latest days.
 */
public final class Train implements Job<Train.Params, Train.Result> {

    public record Params(Task task, Source source, Features features, Split split, Model model) {}

    public record Result(long trainRows, long validRows, int rounds, int features, String modelSha256) {}

    @Override
    public String name() {
        return "train";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Result run(Params params, JobContext context) {
        TableVersion version = context.tables().version(FeatureTable.NAME);
        Dataset<Row> features = context.tables().read(version);
        FeatureTable.requireCurrent(features, params.source(), params.features());
        Dataset<Row> labelled = TrainingRows.labelled(features, params.source());
        Dataset<Row> train = Tables.within(labelled, params.split().train());
        Optional<Dataset<Row>> valid = params.split().valid().map(dates -> Tables.within(labelled, dates));
        long trainRows = rows(train, "train", params.split().train(), params.source());
        long validRows = valid.map(
                        rows -> rows(rows, "valid", params.split().valid().orElseThrow(), params.source()))
                .orElse(0L);

        List<Input> inputs = TrainingRows.inputs(train, params.features().names());
        Trees trees = new Trees(params.model(), inputs, new Encoding(inputs, labelled.schema()), params.source());
        int rounds = valid.map(rows -> {
                    context.progress().doing("finding the number of rounds");
                    return trees.bestRounds(train, rows);
                })
                .orElse(params.model().numRound());
        context.progress()
                .doing(String.format(Locale.ROOT, "fitting %,d rounds on %,d rows", rounds, trainRows + validRows));
        Booster booster = trees.fit(valid.map(train::unionByName).orElse(train), rounds);
        TrainedModel model = ModelFolder.write(
                context.workspace().model(),
                booster,
                inputs,
                params.source().label().name(),
                provenance(params, version, labelled, context));
        Result result = new Result(trainRows, validRows, rounds, inputs.size(), model.sha256());
        JsonFile.write(context.workspace().metrics(name()), result);
        return result;
    }

    private static Provenance provenance(Params params, TableVersion version, Dataset<Row> rows, JobContext context) {
        return new Provenance(
                context.workspace().runId(),
                context.clock().instant(),
                Versions.gitCommit(context.workspace().home()),
                version,
                FeatureTable.version(params.source(), params.features()),
                params.split(),
                params.model(),
                Versions.all(rows.sparkSession()));
    }

    /** How many there are: at least one. */
    private static long rows(Dataset<Row> rows, String part, DateRange dates, Source source) {
        long count = rows.count();
        if (count == 0) {
            throw Refusal.mistake(
                    "train.no-rows",
                    "Cannot train: no row of %s has both a label and an event date in split.%s %s."
                            .formatted(source.table(), part, dates),
                    "Correct the split, or look at the label in the table.");
        }
        return count;
    }

    @Override
    public String summary(Result result) {
        return String.format(
                Locale.ROOT,
                "%,d rows, %d features, %d rounds",
                result.trainRows() + result.validRows(),
                result.features(),
                result.rounds());
    }
}
