package dev.waybill.jobs.train;

import static org.apache.spark.sql.functions.lit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.AnomalyScoring;
import dev.waybill.common.model.ForestFolder;
import dev.waybill.common.model.ForestModel;
import dev.waybill.common.model.ScoreTally;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Anomaly;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Split;
import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * An isolation forest on the training rows, whether they have a label or not. What is usual and the trees come from a drawn
 * part of them, the threshold from all.
 */
final class ForestTraining {

    private static final String SCORE = "_score";

    private ForestTraining() {}

    static Train.Made of(
            Dataset<Row> rows, TableVersion version, String featureSet, Train.Params params, JobContext context) {
        Anomaly anomaly = params.anomaly().orElse(Anomaly.USUAL);
        Split split = Parts.of(params.split(), params.source(), rows, context.dateOf(params.source()));
        Dataset<Row> train = Parts.rows(rows, split, Part.train);
        Dataset<Row> drawn = drawn(train, params, anomaly).persist(StorageLevel.DISK_ONLY());
        try {
            requireRows(Sessions.count(drawn), anomaly, split);
            context.progress().doing("finding what is usual");
            UsualValues usual = UsualValues.of(drawn, params.features().names());
            context.progress().doing("growing %d isolation trees".formatted(anomaly.trees()));
            ForestModel grown = new ForestModel(
                    usual.inputs(),
                    usual.usual(),
                    usual.spread(),
                    ForestGrower.grow(drawn, usual, anomaly),
                    0,
                    anomaly,
                    Train.provenance(params, split, version, featureSet, context),
                    "");
            ForestModel model =
                    ForestFolder.write(context.workspace().model(), grown.at(threshold(train, grown, params, anomaly)));
            return new Train.Made(
                    result(Sessions.count(train), usual, model), SplitParts.of(rows, params.source(), split));
        } finally {
            drawn.unpersist();
        }
    }

    /** The same rows in the same order, however they are partitioned. */
    private static Dataset<Row> drawn(Dataset<Row> train, Train.Params params, Anomaly anomaly) {
        List<String> key = params.source().key();
        Column[] hashed = Stream.concat(key.stream().map(functions::col), Stream.of(lit(anomaly.seed())))
                .toArray(Column[]::new);
        Column[] order = Stream.concat(
                        Stream.of(functions.xxhash64(hashed)), key.stream().map(functions::col))
                .toArray(Column[]::new);
        Column[] features =
                params.features().names().stream().map(functions::col).toArray(Column[]::new);
        return train.orderBy(order).limit(anomaly.rows()).select(features);
    }

    private static void requireRows(long rows, Anomaly anomaly, Split split) {
        if (rows < anomaly.sample()) {
            throw Refusal.mistake(
                    "train.no-rows",
                    "Cannot train: split.train %s has %,d rows, and each tree is to be grown on %,d (anomaly.sample)."
                            .formatted(split.words(Part.train), rows, anomaly.sample()),
                    "Correct the split, or lower anomaly.sample.");
        }
    }

    private static double threshold(Dataset<Row> train, ForestModel grown, Train.Params params, Anomaly anomaly) {
        Column[] needed = Stream.concat(
                        grown.inputNames().stream(),
                        Stream.of(params.source().label().name()))
                .distinct()
                .map(functions::col)
                .toArray(Column[]::new);
        Dataset<Row> scored = AnomalyScoring.predict(train.select(needed), grown, SCORE);
        return ScoreTally.of(
                        scored.withColumn(
                                params.source().label().name(), lit(null).cast("double")),
                        SCORE,
                        params.source())
                .threshold(anomaly.contamination());
    }

    private static Train.Result result(long rows, UsualValues usual, ForestModel model) {
        int trees = model.forest().trees().size();
        return new Train.Result(
                rows,
                0,
                trees,
                model.inputs().size(),
                List.of(),
                usual.unvarying(),
                model.sha256(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(String.format(
                        Locale.ROOT,
                        "%d isolation trees of %,d rows; odd from a score of %.6f on, which %s%% of them reach",
                        trees,
                        model.forest().sample(),
                        model.threshold(),
                        percent(model.params().contamination()))));
    }

    private static String percent(double share) {
        return new BigDecimal(String.valueOf(share))
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString();
    }
}
