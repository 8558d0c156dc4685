package dev.waybill.jobs.generate;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Who visited which restaurant. Users have one of eight tastes, and three visits in four go to a restaurant of it; some
 * restaurants of each taste are far more popular than others. One user in twenty comes in the last quarter of the days only.
 */
final class Visits {

    private static final long ROWS_PER_FILE = 50_000;
    private static final int TASTES = 8;
    private static final int RESTAURANTS_OF_A_TASTE = 50;
    private static final int VISITS_OF_A_USER = 30;

    private Visits() {}

    static Dataset<Row> of(SparkSession spark, Generate.Plan plan) {
        int files = Math.toIntExact(1 + (plan.rows() - 1) / ROWS_PER_FILE);
        long users = Math.max(1, plan.rows() / VISITS_OF_A_USER);
        Draws draws = new Draws("id", plan.seed());
        Draws ofUser = new Draws("user", plan.seed());
        return spark.range(0, plan.rows(), 1, files)
                .toDF()
                .selectExpr(
                        "id",
                        "cast(floor(%s * %d) as bigint) as user".formatted(draws.uniform("user"), users),
                        draws.uniform("day") + " as day_u",
                        draws.uniform("own") + " as own_u",
                        draws.uniform("other") + " as other_u",
                        draws.uniform("place") + " as place_u")
                .selectExpr(
                        "*",
                        "if(own_u < 0.75, %s, other_u) as taste_u".formatted(ofUser.uniform("taste")),
                        "if(user % 20 = 0, 0.75 + day_u / 4, day_u) as when_u")
                .selectExpr(
                        "format_string('V%08d', id) as visit_id",
                        "format_string('U%06d', user) as user_id",
                        "format_string('R%%03d', cast(floor(taste_u * %d) + %d * floor(pow(place_u, 2.5) * %d) as int))"
                                        .formatted(TASTES, TASTES, RESTAURANTS_OF_A_TASTE)
                                + " as restaurant_id",
                        "date_format(timestamp_seconds(1704067200 + cast(floor(when_u * %d * 86400D) as bigint)),"
                                        .formatted(plan.days())
                                + " 'yyyy-MM-dd HH:mm:ss') as visited_at");
    }
}
