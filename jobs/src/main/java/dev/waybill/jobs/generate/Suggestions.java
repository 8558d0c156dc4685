package dev.waybill.jobs.generate;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Actions that were suggested to users for cases, and whether they took them. How likely that is goes by how well the action
 * suits the kind of the case, by how much the user likes it, by the time of day, and by how many suggestions the user has
 * been shown that day already.
 */
final class Suggestions {

    private static final long ROWS_PER_FILE = 50_000;
    private static final int USERS = 120;
    private static final String KINDS = "array('invoice', 'delivery', 'return', 'contract', 'outage', 'question')";
    private static final String ACTIONS =
            "array('template', 'call back', 'send form', 'forward', 'offer credit', 'close')";

    private Suggestions() {}

    static Dataset<Row> of(SparkSession spark, Generate.Plan plan) {
        int files = Math.toIntExact(1 + (plan.rows() - 1) / ROWS_PER_FILE);
        Dataset<Row> numbers = spark.range(0, plan.rows(), 1, files).toDF();
        return written(decided(shown(numbers, plan), plan)
                .repartitionByRange(files, numbers.col("id"))
                .sortWithinPartitions("id"));
    }

    /** Each day as many, between 7 and 20 o'clock; {@code before} counts those of the same user and day. */
    private static Dataset<Row> shown(Dataset<Row> numbers, Generate.Plan plan) {
        Draws draws = new Draws("id", plan.seed());
        return numbers.selectExpr(
                        "id",
                        "cast(floor(%s * %d) as bigint) as user".formatted(draws.uniform("user"), USERS),
                        "cast(floor(%s * 6) as int) as kind".formatted(draws.uniform("kind")),
                        "cast(floor(%s * 6) as int) as action".formatted(draws.uniform("action")),
                        draws.uniform("accepted") + " as accepted_u",
                        draws.uniform("minutes") + " as minutes_u",
                        "id * %d div %d as day".formatted(plan.days(), plan.rows()),
                        "cast(floor((7 + 13 * %s) * 3600) as bigint) as second".formatted(draws.uniform("time")))
                .selectExpr("*", "row_number() over (partition by user, day order by second, id) - 1 as before");
    }

    private static Dataset<Row> decided(Dataset<Row> shown, Generate.Plan plan) {
        Draws suits = new Draws("kind * 10 + action", plan.seed());
        Draws likes = new Draws("user * 10 + action", plan.seed());
        String logOdds = "-0.3 + 0.8 * %s + 1.2 * %s - 0.3 * before + case when second < 11 * 3600 then 0.5"
                + " when second >= 17 * 3600 then -0.6 else 0 end";
        return shown.selectExpr(
                "*",
                "if(accepted_u < 1 / (1 + exp(-(%s))), 1, 0) as accepted"
                        .formatted(logOdds.formatted(suits.normal("suits"), likes.normal("likes"))));
    }

    private static Dataset<Row> written(Dataset<Row> decided) {
        return decided.selectExpr(
                "format_string('S%08d', id) as suggestion_id",
                "format_string('U%03d', user) as user_id",
                KINDS + "[kind] as case_kind",
                ACTIONS + "[action] as action",
                at("second") + " as shown_at",
                at("second + cast(60 + floor(1200 * minutes_u) as bigint)") + " as decided_at",
                "accepted");
    }

    private static String at(String second) {
        return "date_format(timestamp_seconds(1704067200 + day * 86400 + %s), 'yyyy-MM-dd HH:mm:ss')".formatted(second);
    }
}
