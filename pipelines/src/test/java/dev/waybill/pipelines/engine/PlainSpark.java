package dev.waybill.pipelines.engine;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.percentile_approx;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.to_date;

import dev.waybill.common.section.Features;
import dev.waybill.common.section.History;
import dev.waybill.common.section.Model;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressionModel;
import ml.dmlc.xgboost4j.scala.spark.XGBoostRegressor;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * The plainest Spark code that reads and writes what each job of the demo does. It checks, explains, reports and repeats
 * nothing: that is what the jobs' time is measured against, not what they could be replaced by.
 *
 * <p>All but the first stage read the tables of Waybill's own jobs, so that both sides work on the same rows.
 */
final class PlainSpark {

    /**
     * A job's counterpart.
     *
     * @param does what it does, in words
     */
    record Stage(String does, Consumer<PlainSpark> work) {}

    /** By job; each needs those of the jobs before. */
    static final Map<String, Stage> STAGES = Map.of(
            "prepare",
            new Stage(
                    "reads the CSV files with a schema, casts, writes a Delta table by event date",
                    PlainSpark::prepare),
            "feature-engineer",
            new Stage(
                    "reads the clean table, adds as many columns (a hash for each feature of history), writes a Delta"
                            + " table by event date",
                    PlainSpark::features),
            "train",
            new Stage(
                    "one XGBoost4J-Spark fit of the training days with the same params, stopped early by the validation"
                            + " days; a text counts as its hash",
                    PlainSpark::train),
            "evaluate",
            new Stage("transforms the test days, takes the mean absolute error", PlainSpark::evaluate),
            "batch-score",
            new Stage(
                    "reads the features of the later days, transforms, writes a Delta table by event date",
                    PlainSpark::score),
            "drift-report",
            new Stage(
                    "reads features and labels of the training days and the later ones, and the predictions: approximate"
                            + " deciles of numbers, distinct counts of texts",
                    PlainSpark::drift));

    /** The sections of the demo's params that say what to do. */
    public record Sections(Source source, Features features, SplitByDate split, Model model) {}

    private static final String RAW_COLUMNS = """
            trip_id string, requested_at string, finished_at string, origin_zone string, destination_zone string,
            origin_lat string, origin_lon string, destination_lat string, destination_lon string,
            vehicle string, courier_id string, weather string, parcels string, straight_km string, driven_km string""";
    private static final String VECTOR = "vector";
    private static final double[] DECILES =
            IntStream.range(1, 10).mapToDouble(i -> i / 10.0).toArray();
    /** Of {@code percentile_approx}: Spark's own default. */
    private static final int ACCURACY = 10_000;

    private final SparkSession spark;
    private final Path raw;
    private final Tables waybill;
    private final Path target;
    private final Sections sections;
    private final String label;
    private Optional<XGBoostRegressionModel> model = Optional.empty();

    /**
     * @param raw the folder of CSV files
     * @param waybill the tables that the jobs write
     * @param target a new folder for the tables written here
     */
    PlainSpark(SparkSession spark, Path raw, Tables waybill, Path target, Sections sections) {
        this.spark = spark;
        this.raw = raw;
        this.waybill = waybill;
        this.target = target;
        this.sections = sections;
        this.label = sections.source().label().name();
    }

    private void prepare() {
        Source source = sections.source();
        String[] columns = source.columns().entrySet().stream()
                .map(column -> "%s as %s".formatted(column.getValue().expr(), column.getKey()))
                .toArray(String[]::new);
        Dataset<Row> typed = spark.read()
                .schema(RAW_COLUMNS)
                .options(source.options())
                .csv(raw.toString())
                .selectExpr(columns)
                .withColumn(label, expr(source.label().expr()))
                .withColumn(Tables.EVENT_DATE, to_date(col(source.eventTime())));
        write(source.table(), typed);
    }

    private void features() {
        Features features = sections.features();
        Stream<Column> known = Stream.concat(FeatureTable.rowColumns(sections.source()).stream(), Stream.of(label))
                .map(name -> col(name));
        Stream<Column> own = features.columns().entrySet().stream()
                .map(feature -> expr(feature.getValue().expr()).as(feature.getKey()));
        Stream<Column> history = features.history().stream().flatMap(PlainSpark::inPlaceOf);
        Column[] columns = Stream.of(known, own, history).flatMap(all -> all).toArray(Column[]::new);
        write(FeatureTable.NAME, waybill.read(sections.source().table()).select(columns));
    }

    private static Stream<Column> inPlaceOf(History history) {
        return history.names().map(name -> {
            Stream<Column> key = history.key().stream().map(column -> col(column));
            Column[] hashed = Stream.concat(Stream.of(lit(name)), key).toArray(Column[]::new);
            return pmod(hash(hashed), lit(600)).divide(10).as(name);
        });
    }

    private void train() {
        Model params = sections.model();
        XGBoostRegressor regressor = new XGBoostRegressor();
        regressor.setFeaturesCol(VECTOR);
        regressor.setLabelCol(label);
        regressor.setMissing(Float.NaN);
        regressor.setNumWorkers(params.workers());
        regressor.setNthread(1);
        regressor.setVerbosity(0);
        regressor.setTreeMethod("hist");
        params.objective().ifPresent(regressor::setObjective);
        regressor.setNumRound(params.numRound());
        regressor.setMaxDepth(params.maxDepth());
        regressor.setEta(params.eta());
        regressor.setSubsample(params.subsample());
        regressor.setColsampleBytree(params.colsampleBytree());
        regressor.setMinChildWeight(params.minChildWeight());
        regressor.setSeed(params.seed());
        regressor.setNumEarlyStoppingRounds(params.earlyStoppingRounds());
        regressor.setEvalDataset(vectors(sections.split().condition(Part.valid)));
        model = Optional.of(regressor.fit(vectors(sections.split().condition(Part.train))));
    }

    private void evaluate() {
        predicted(sections.split().condition(Part.test))
                .agg(avg(abs(col("prediction").minus(col(label)))))
                .first();
    }

    private void score() {
        Column[] columns = Stream.concat(
                        FeatureTable.rowColumns(sections.source()).stream().map(name -> col(name)),
                        Stream.of(col("prediction").as(label)))
                .toArray(Column[]::new);
        write(ScoredTable.NAME, predicted(sections.split().unseen()).select(columns));
    }

    private void drift() {
        SplitByDate split = sections.split();
        Dataset<Row> both =
                waybill.read(FeatureTable.NAME).where(split.condition(Part.train) + " or " + split.unseen());
        summary(both, Stream.concat(sections.features().names().stream(), Stream.of(label)));
        summary(waybill.read(ScoredTable.NAME), Stream.of(label));
    }

    private void summary(Dataset<Row> rows, Stream<String> columns) {
        List<Column> all = columns.map(name -> isText(rows, name) ? approx_count_distinct(name) : deciles(name))
                .toList();
        rows.groupBy(expr(sections.split().unseen()))
                .agg(all.get(0), all.stream().skip(1).toArray(Column[]::new))
                .collectAsList();
    }

    private static Column deciles(String name) {
        return percentile_approx(col(name), lit(DECILES), lit(ACCURACY));
    }

    private Dataset<Row> predicted(String where) {
        return model.orElseThrow().transform(vectors(where));
    }

    /** Rows of the features table with all features in one vector. */
    private Dataset<Row> vectors(String where) {
        Dataset<Row> rows = waybill.read(FeatureTable.NAME).where(where);
        List<String> features = sections.features().names();
        Map<String, Column> codes = features.stream()
                .filter(name -> isText(rows, name))
                .collect(Collectors.toMap(name -> name, name -> pmod(hash(col(name)), lit(1_000))));
        return new VectorAssembler()
                .setInputCols(features.toArray(String[]::new))
                .setOutputCol(VECTOR)
                .setHandleInvalid("keep")
                .transform(rows.withColumns(codes));
    }

    private static boolean isText(Dataset<Row> rows, String column) {
        return rows.schema().apply(column).dataType().equals(DataTypes.StringType);
    }

    private void write(String table, Dataset<Row> rows) {
        rows.write()
                .format("delta")
                .partitionBy(Tables.EVENT_DATE)
                .save(target.resolve(table).toString());
    }
}
