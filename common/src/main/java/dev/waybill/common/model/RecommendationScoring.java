package dev.waybill.common.model;

import static org.apache.spark.sql.functions.col;

import dev.waybill.common.table.ScoredTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
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

/** What a model of factors says: of rows, how much their user was expected to want their item; of users, their lists. */
public final class RecommendationScoring {

    public static final String RANK = "rank";
    public static final String SCORE = "score";

    private static final StructType SCORED = new StructType()
            .add(ScoredTable.PREFERENCE, DataTypes.DoubleType, false)
            .add(ScoredTable.IS_FALLBACK, DataTypes.BooleanType, false)
            .add(ScoredTable.EXPLANATION, new ArrayType(Scoring.CONTRIBUTION, false))
            .add(ScoredTable.CALIBRATION, DataTypes.StringType);

    private static final StructType LISTED = StructType.fromDDL(
            "user string, rank int not null, item string not null, score double not null, is_fallback boolean not null");

    private RecommendationScoring() {}

    /**
     * The rows with {@link ScoredTable#PREFERENCE}, {@link ScoredTable#IS_FALLBACK}, and an explanation and a calibration that
     * are empty: factors have no names. Of a user that training never saw, the preference is how many users had the item.
     */
    public static Dataset<Row> score(Dataset<Row> rows, FactorModel model) {
        Broadcast<Preferences> sent = sent(rows, model);
        return rows.select(
                        col("*"),
                        Interactions.name(model.params().user()).as("_user"),
                        Interactions.name(model.params().item()).as("_item"))
                .map(
                        (MapFunction<Row, Row>) row -> scored(row, sent.value()),
                        Encoders.row(Scoring.beside(rows.schema(), SCORED)));
    }

    /** @param row whose user and item are named behind all its own columns */
    private static Row scored(Row row, Preferences preferences) {
        int columns = row.size() - 2;
        List<@Nullable Object> cells = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            cells.add(row.get(i));
        }
        String user = nullable(row, columns);
        cells.add(preferences.score(user, nullable(row, columns + 1)));
        cells.add(!preferences.knows(user));
        cells.add(new Object[0]);
        cells.add(null);
        return RowFactory.create(cells.toArray());
    }

    /** The columns that {@link #score} adds, in order. */
    public static List<String> columns() {
        return List.of(SCORED.fieldNames());
    }

    /**
     * The lists of users: user, rank from 1 on, item, score, and whether the items are the most popular since training never
     * saw the user. A user that is null stands for everybody who has no list.
     *
     * @param histories see {@link Interactions#histories}
     */
    public static Dataset<Row> lists(Dataset<Row> histories, FactorModel model) {
        Broadcast<Preferences> sent = sent(histories, model);
        int most = model.params().top();
        Dataset<Row> nobody = histories
                .sparkSession()
                .range(1)
                .selectExpr("cast(null as string) as user", "cast(array() as array<string>) as had");
        return histories
                .select(Interactions.USER, Interactions.HAD)
                .union(nobody)
                .flatMap(
                        (FlatMapFunction<Row, Row>)
                                row -> list(row, sent.value(), most).iterator(),
                        Encoders.row(LISTED));
    }

    private static List<Row> list(Row row, Preferences preferences, int most) {
        String user = nullable(row, 0);
        List<Preferences.Wanted> top = preferences.top(user, row.getList(1), most);
        boolean isFallback = !preferences.knows(user);
        List<Row> list = new ArrayList<>();
        for (Preferences.Wanted wanted : top) {
            list.add(RowFactory.create(user, list.size() + 1, wanted.item(), wanted.score(), isFallback));
        }
        return list;
    }

    private static @Nullable String nullable(Row row, int column) {
        return row.isNullAt(column) ? null : row.getString(column);
    }

    private static Broadcast<Preferences> sent(Dataset<Row> rows, FactorModel model) {
        return new JavaSparkContext(rows.sparkSession().sparkContext()).broadcast(Preferences.of(model));
    }
}
