package dev.waybill.common.model;

import dev.waybill.common.model.interval.Intervals;
import dev.waybill.common.section.Task;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Sessions;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A model applied to rows with all that there is to say about each prediction: its quantiles, its confidence, whether the
 * row is unlike those of training, and what the prediction is made of. One pass, partition by partition, in batches.
 *
 * <p>Works on rows as Spark itself holds them: with some thirty columns in and out, making objects of them took longer
 * than the model did. For that the rows are planned when this is called, so select the columns to keep before, not after.
 * Rows that come in half as many partitions as there are slots, or fewer, are dealt anew: their order is not kept.
 */
public final class Scoring {

    /** One entry of an explanation: the value as text, the contribution in the unit of the label. */
    static final StructType CONTRIBUTION = new StructType()
            .add("feature", DataTypes.StringType, false)
            .add("value", DataTypes.StringType)
            .add("contribution", DataTypes.DoubleType, false);

    /** Of a probability, whose contributions are log-odds: also by how much it changes for them. */
    private static final StructType CONTRIBUTION_TO_PROBABILITY =
            CONTRIBUTION.add("probability_change", DataTypes.DoubleType, false);

    /** One of the likeliest classes. */
    private static final StructType CLASS =
            new StructType().add("class", DataTypes.StringType, false).add("probability", DataTypes.DoubleType, false);

    /** How likely a quantity is up to a limit. */
    private static final StructType WITHIN =
            new StructType().add("limit", DataTypes.DoubleType, false).add("probability", DataTypes.DoubleType, false);

    private Scoring() {}

    /**
     * The rows with these columns beside them: the prediction, and its quantiles {@code <prediction>_p05 _p25 _p50 _p75
     * _p95}; {@link ScoredTable#CONFIDENCE}, {@link ScoredTable#IS_OOD}, {@link ScoredTable#OOD_REASONS},
     * {@link ScoredTable#EXPLANATION}, {@link ScoredTable#BASE_VALUE} and {@link ScoredTable#CALIBRATION}. The base value plus all contributions is the
     * prediction (or its logarithm or log-odds, where the objective has such a link: trees add up on that scale). Of a
     * model without calibration, quantiles, confidence and flags are null. The prediction itself is not clipped where its
     * quantiles are: it is what the trees say, in any tool that opens the model, and what the contributions add up to. Of a
     * model that knows limits, {@code <prediction>_within} stands behind the quantiles: each limit with its probability.
     *
     * <p>Of yes or no the prediction is the calibrated probability of a yes. Instead of quantiles there is
     * {@link ScoredTable#DECISION}, whether the probability reaches the threshold of the model's {@link DecisionThreshold}; the
     * confidence is the probability of the likelier answer, 0.5 to 1. The base value and the contributions are log-odds before
     * calibration; {@code probability_change} is what each of them does to the calibrated probability, and these add up to the
     * prediction minus that of the base value.
     *
     * <p>Of several classes the prediction is the likeliest, a text, with its calibrated {@link ScoredTable#PROBABILITY} and, as
     * {@link ScoredTable#PROBABILITIES}, those of the likeliest; the confidence is that probability. What is explained is the
     * predicted class: the base value and the contributions are what its trees add up to, before softmax and calibration.
     *
     * @param rows with the model's inputs, their event date and the columns by which intervals are grouped, without these
     *     columns
     * @param later recalibrations of the model, of which a row gets the last that is valid on its event date; their name is
     *     null in rows before all of them, which get the model's own intervals
     * @param prediction the name of its column
     * @param top as many features are named; the others are one last entry, {@code other}
     */
    public static Dataset<Row> score(
            Dataset<Row> rows, TrainedModel model, List<Recalibration> later, String prediction, int top) {
        return scored(
                rows, Scorer.of(model, later, rows.schema(), top, false), schema(rows.schema(), model, prediction));
    }

    /**
     * As {@link #score}, by the intervals that a model was trained with, for who judges it: of several classes the prediction
     * is one of {@link ClassSums#JUDGED}, and the two columns behind it are not there.
     */
    public static Dataset<Row> judged(Dataset<Row> rows, TrainedModel model, String prediction, int top) {
        return scored(
                rows,
                Scorer.of(model, List.of(), rows.schema(), top, true),
                described(judgedSchema(rows.schema(), task(model), knowsLimits(model), prediction), task(model)));
    }

    /** By the intervals that a model was trained with. */
    public static Dataset<Row> score(Dataset<Row> rows, TrainedModel model, String prediction, int top) {
        return score(rows, model, List.of(), prediction, top);
    }

    /**
     * The rows with nothing but the prediction beside them: to the last bit the one that {@link #score} gives, so that
     * what a model is judged by is what it publishes. Of several classes it is one of {@link ClassSums#JUDGED}.
     */
    public static Dataset<Row> predict(Dataset<Row> rows, TrainedModel model, String prediction) {
        return scored(rows, Scorer.alone(model, rows.schema()), alone(rows.schema(), task(model), prediction));
    }

    private static Dataset<Row> scored(Dataset<Row> rows, Scorer scorer, StructType schema) {
        SparkSession spark = rows.sparkSession();
        Broadcast<Scorer> broadcast = new JavaSparkContext(spark.sparkContext()).broadcast(scorer);
        JavaRDD<InternalRow> scored =
                spread(rows).toJavaRDD().mapPartitions(partition -> scored(partition, broadcast.value()));
        return spark.internalCreateDataFrame(scored.rdd(), schema, false);
    }

    /** A day is one file, which one task reads: its rows are dealt to all slots, since explaining them takes longer. */
    private static RDD<InternalRow> spread(Dataset<Row> rows) {
        SparkSession spark = rows.sparkSession();
        RDD<InternalRow> read = rows.queryExecution().toRdd();
        int slots = Sessions.slots(spark);
        if (2 * read.getNumPartitions() > slots) {
            return read;
        }
        Dataset<Row> dealt =
                spark.internalCreateDataFrame(read, rows.schema(), false).repartition(slots);
        return Sessions.atOnce(spark, () -> dealt.queryExecution().toRdd());
    }

    /** The columns that a model adds to rows, in order. */
    public static List<String> columns(SavedModel model, String prediction) {
        Task task = model.provenance().task();
        return model instanceof TrainedModel trees
                ? List.of(schema(new StructType(), task, knowsLimits(trees), prediction)
                        .fieldNames())
                : columns(task, prediction);
    }

    /**
     * The columns that scoring adds for a task without anything that only some of its models have, in order: {@link #score}, or
     * what there is in its place for other models.
     */
    public static List<String> columns(Task task, String prediction) {
        return switch (task) {
            case regression, binary, multiclass ->
                List.of(schema(new StructType(), task, false, prediction).fieldNames());
            case anomaly -> AnomalyScoring.columns();
            case recommend -> RecommendationScoring.columns();
        };
    }

    private static Task task(TrainedModel model) {
        return model.provenance().task();
    }

    private static boolean knowsLimits(TrainedModel model) {
        return model.within().isPresent();
    }

    /** How many entries an explanation has that names so many features. */
    public static int entries(TrainedModel model, int top) {
        return Explanations.entries(top, model.inputs().size());
    }

    /** The type of rows that a model has scored. */
    static StructType schema(StructType rows, TrainedModel model, String prediction) {
        return schema(rows, task(model), knowsLimits(model), prediction);
    }

    private static Iterator<InternalRow> scored(Iterator<InternalRow> rows, Scorer scorer) {
        return new ScoredRows(rows, scorer);
    }

    private static StructType schema(StructType rows, Task task, boolean limits, String prediction) {
        return described(
                task == Task.multiclass
                        ? rows.add(prediction, DataTypes.StringType, false)
                                .add(ScoredTable.PROBABILITY, DataTypes.DoubleType, false)
                                .add(ScoredTable.PROBABILITIES, new ArrayType(CLASS, false), false)
                        : judgedSchema(rows, task, limits, prediction),
                task);
    }

    private static StructType judgedSchema(StructType rows, Task task, boolean limits, String prediction) {
        StructType alone = alone(rows, task, prediction);
        return switch (task) {
            case regression -> withQuantiles(alone, limits, prediction);
            case binary -> alone.add(ScoredTable.DECISION, DataTypes.BooleanType, false);
            case multiclass -> alone;
            case anomaly, recommend -> throw new IllegalArgumentException("trees are not for " + task);
        };
    }

    private static StructType withQuantiles(StructType schema, boolean limits, String prediction) {
        StructType with = schema;
        for (double level : Intervals.LEVELS) {
            with = with.add(ScoredTable.quantile(prediction, level), DataTypes.DoubleType);
        }
        return limits ? with.add(ScoredTable.within(prediction), new ArrayType(WITHIN, false), false) : with;
    }

    private static StructType described(StructType schema, Task task) {
        return schema.add(ScoredTable.CONFIDENCE, DataTypes.DoubleType)
                .add(ScoredTable.IS_OOD, DataTypes.BooleanType)
                .add(ScoredTable.OOD_REASONS, new ArrayType(DataTypes.StringType, false))
                .add(
                        ScoredTable.EXPLANATION,
                        new ArrayType(task == Task.binary ? CONTRIBUTION_TO_PROBABILITY : CONTRIBUTION, false))
                .add(ScoredTable.BASE_VALUE, DataTypes.DoubleType, false)
                .add(ScoredTable.CALIBRATION, DataTypes.StringType);
    }

    /** The columns of rows, and behind them others. */
    static StructType beside(StructType rows, StructType added) {
        return new StructType(Stream.of(rows, added)
                .flatMap(columns -> Stream.of(columns.fields()))
                .toArray(StructField[]::new));
    }

    private static StructType alone(StructType rows, Task task, String prediction) {
        return rows.add(prediction, task == Task.multiclass ? ClassSums.JUDGED : DataTypes.DoubleType, false);
    }
}
