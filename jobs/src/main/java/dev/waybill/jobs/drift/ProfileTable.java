package dev.waybill.jobs.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.waybill.common.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The rows of {@code profile_metrics}: what a day is like, kept so that later days can be compared with it unread. */
final class ProfileTable {

    static final String TABLE = "profile_metrics";

    /** Of the row that stands for all features together. */
    static final String TABLE_ID = JudgedTable.ROLE + ":" + JudgedTable.NAME;

    private static final StructType COLUMNS = StructType.fromDDL(
            "id string, column_name string, column_role string, data_type string, bin_ends array<double>");

    private ProfileTable() {}

    /** As {@link ComparedColumn#id}, of a row of the table. */
    static Column id() {
        return concat(col("column_role"), lit(":"), col("column_name"));
    }

    /**
     * Names the figures.
     *
     * @param profiles as of {@link Profiles}, with {@link Contributions}
     * @param days a row a day, as of {@link DayFacts}
     */
    static Dataset<Row> rows(
            Dataset<Row> profiles,
            Dataset<Row> days,
            List<ComparedColumn> columns,
            Map<String, BinEdges> edges,
            String runId) {
        List<Row> facts = columns.stream()
                .map(column -> RowFactory.create(
                        column.id(),
                        column.name(),
                        column.role().toString(),
                        column.type().simpleString(),
                        column.numeric()
                                ? Objects.requireNonNull(edges.get(column.id())).values()
                                : null))
                .collect(Collectors.toCollection(ArrayList::new));
        facts.add(RowFactory.create(TABLE_ID, JudgedTable.NAME, JudgedTable.ROLE, "", null));
        Dataset<Row> named = profiles.sparkSession().createDataFrame(facts, COLUMNS);
        return profiles.join(days.hint(StoredProfiles.IN_ONE_JOB), Tables.EVENT_DATE)
                .join(named.hint(StoredProfiles.IN_ONE_JOB), "id")
                .select(table(runId));
    }

    /** The table without a row. */
    static Dataset<Row> none(SparkSession spark) {
        Dataset<Row> profiles = spark.createDataFrame(List.of(), Profiles.SCHEMA);
        Dataset<Row> days = spark.createDataFrame(List.of(), DayFacts.SCHEMA);
        return rows(profiles, days, List.of(), Map.of(), "");
    }

    private static Column[] table(String runId) {
        Column values = col("rows").minus(col("missing"));
        Column mean = col("sum").divide(values);
        Column variance = col("squares").divide(values).minus(pow(mean, lit(2.0)));
        return new Column[] {
            col(Tables.EVENT_DATE),
            struct(
                            col(Tables.EVENT_DATE).cast("timestamp").as("start"),
                            date_add(col(Tables.EVENT_DATE), 1)
                                    .cast("timestamp")
                                    .as("end"))
                    .as("window"),
            lit("1 day").as("granularity"),
            col("column_name"),
            col("column_role"),
            col("data_type"),
            col("day_class"),
            col("hours"),
            col("rows").as("count"),
            col("missing").as("num_nulls"),
            col("zeros").as("num_zeros"),
            when(values.gt(0), mean).as("avg"),
            when(values.gt(0), sqrt(greatest(variance, lit(0.0)))).as("stddev"),
            col("least").as("min"),
            col("greatest").as("max"),
            col("sum"),
            col("squares").as("sum_of_squares"),
            col("bin_ends"),
            col("bins").as("bin_counts"),
            col("categories").as("frequent_items"),
            col("other_rows"),
            col("other_values"),
            col("row_sample"),
            col("avg_contribution"),
            col("stamp"),
            lit(runId).as("run_id")
        };
    }
}
