package dev.waybill.jobs.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.table.SharedSpark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchProfileTest {

    private static Dataset<Row> rows(String values) {
        return SharedSpark.session().sql("select * from values " + values);
    }

    @Test
    void measuresEachColumn() {
        Dataset<Row> rows = rows("""
                (1, 'a', 10.0D, array(1)), (2, 'a', 30.0D, null), (3, null, double('NaN'), null), (4, 'b', null, array(2))
                as rows(id, zone, miles, items)""");
        BatchProfile profile = BatchProfile.of(rows, 4, List.of("id"), List.of(List.of("zone"), List.of("id", "zone")));
        assertThat(profile.columns())
                .extracting(
                        ColumnProfile::column,
                        ColumnProfile::type,
                        ColumnProfile::values,
                        ColumnProfile::completeness,
                        ColumnProfile::distinct,
                        ColumnProfile::minimum,
                        ColumnProfile::maximum)
                .containsExactly(
                        tuple("id", "int", 4L, 1.0, 4.0, 1.0, 4.0),
                        tuple("zone", "string", 3L, 0.75, 2.0, null, null),
                        tuple("miles", "double", 3L, 0.75, 3.0, 10.0, 30.0),
                        tuple("items", "array<int>", 2L, 0.5, null, null, null));
        assertThat(profile.columns().get(0).quantiles())
                .as("a key has no distribution")
                .isEmpty();
        assertThat(profile.columns().get(2).quantiles())
                .hasSize(BatchProfile.QUANTILES)
                .startsWith(10.0)
                .endsWith(30.0)
                .isSorted();
        // of the three zones that are there, b alone stands for itself; with the id, all rows do
        assertThat(profile.uniqueness()).isEqualTo(Map.of(List.of("zone"), 1 / 3.0, List.of("id", "zone"), 1.0));
    }

    private static Tuple tuple(
            String column,
            String type,
            long values,
            double completeness,
            @Nullable Double distinct,
            @Nullable Double least,
            @Nullable Double most) {
        return Tuple.tuple(
                column,
                type,
                values,
                completeness,
                Optional.ofNullable(distinct),
                Optional.ofNullable(least),
                Optional.ofNullable(most));
    }

    @Test
    void hasNothingToMeasureWhereThereAreNoRowsOrNoValues() {
        Dataset<Row> rows = rows("(1, cast(null as double)) as rows(id, miles)");
        assertThat(BatchProfile.of(rows, 1, List.of("id"), List.of()).columns().get(1))
                .isEqualTo(new ColumnProfile(
                        "miles", "double", 0, 0, Optional.of(0.0), Optional.empty(), Optional.empty(), List.of()));
        BatchProfile none = BatchProfile.of(rows.where("false"), 0, List.of("id"), List.of(List.of("id")));
        assertThat(none.columns()).extracting(ColumnProfile::values).containsOnly(0L);
        assertThat(none.uniqueness()).isEqualTo(Map.of(List.of("id"), 0.0));
    }

    /** Of more rows than are sampled; every hundredth of them is known to be as large as its number. */
    @Test
    void findsTheSameQuantilesHoweverRowsArePartitioned() {
        Dataset<Row> rows = SharedSpark.session().range(200_000).selectExpr("id", "id / 1000 as thousands");
        List<Double> quantiles = quantiles(rows.repartition(3));
        assertThat(quantiles)
                .isEqualTo(quantiles(rows.orderBy(functions.col("id").desc()).coalesce(1)));
        for (int i = 0; i < BatchProfile.QUANTILES; i++) {
            assertThat(quantiles.get(i)).isCloseTo(200.0 * i / (BatchProfile.QUANTILES - 1), within(200 * 0.01));
        }
    }

    private static List<Double> quantiles(Dataset<Row> rows) {
        return BatchProfile.of(rows, 200_000, List.of("id"), List.of())
                .columns()
                .get(1)
                .quantiles();
    }
}
