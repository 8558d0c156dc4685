package dev.waybill.common.model;

import dev.waybill.common.table.ScoredTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What an isolation forest says of rows, beside them. */
public final class AnomalyScoring {

    private static final StructType SCORED = new StructType()
            .add(ScoredTable.ANOMALY_SCORE, DataTypes.DoubleType, false)
            .add(ScoredTable.IS_ANOMALY, DataTypes.BooleanType, false)
            .add(ScoredTable.EXPLANATION, new ArrayType(Scoring.CONTRIBUTION, false))
            .add(ScoredTable.CALIBRATION, DataTypes.StringType);

    /** What is said of a row. */
    private interface Said extends Serializable {
        @Nullable
        Object[] of(ForestScorer scorer, Row row);
    }

    private AnomalyScoring() {}

    /**
     * The rows with {@link ScoredTable#ANOMALY_SCORE}, {@link ScoredTable#IS_ANOMALY}, {@link ScoredTable#EXPLANATION}, see
     * {@link ForestScorer#explanation}, and a {@link ScoredTable#CALIBRATION} that is null.
     *
     * @param top as many features are named in explanations
     */
    public static Dataset<Row> score(Dataset<Row> rows, ForestModel model, int top) {
        return with(rows, model, SCORED, (scorer, row) -> {
            double score = scorer.score(row);
            return new @Nullable Object[] {score, score >= scorer.threshold(), scorer.explanation(row, score, top), null
            };
        });
    }

    /** The columns that {@link #score} adds, in order. */
    public static List<String> columns() {
        return List.of(SCORED.fieldNames());
    }

    /** How many entries an explanation has that names so many features. */
    public static int entries(ForestModel model, int top) {
        return Math.min(top, model.inputs().size());
    }

    /** The rows with the score alone. */
    public static Dataset<Row> predict(Dataset<Row> rows, ForestModel model, String score) {
        return with(rows, model, number(score), (scorer, row) -> new Object[] {scorer.score(row)});
    }

    /** The rows with what a naive look says: how far the farthest of their values is from the usual one. */
    public static Dataset<Row> distance(Dataset<Row> rows, ForestModel model, String distance) {
        return with(rows, model, number(distance), (scorer, row) -> new Object[] {scorer.distance(row)});
    }

    private static StructType number(String name) {
        return new StructType().add(name, DataTypes.DoubleType, false);
    }

    private static Dataset<Row> with(Dataset<Row> rows, ForestModel model, StructType added, Said said) {
        Broadcast<ForestScorer> scorer = new JavaSparkContext(
                        rows.sparkSession().sparkContext())
                .broadcast(ForestScorer.of(model, rows.schema()));
        int width = rows.columns().length;
        return rows.map(
                (MapFunction<Row, Row>) row ->
                        RowFactory.create(Stream.concat(values(row, width), Arrays.stream(said.of(scorer.value(), row)))
                                .toArray()),
                Encoders.row(Scoring.beside(rows.schema(), added)));
    }

    private static Stream<@Nullable Object> values(Row row, int width) {
        @Nullable Object[] values = new @Nullable Object[width];
        for (int i = 0; i < width; i++) {
            values[i] = row.get(i);
        }
        return Arrays.stream(values);
    }
}
