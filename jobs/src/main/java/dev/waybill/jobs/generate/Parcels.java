package dev.waybill.jobs.generate;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Parcels as a depot scans them: size, weight, way and price, which hang together. Three in a hundred go ten times as far as
 * others and three are ten times as dense, and nothing is wrong with those. With a share of them something is wrong, and the
 * column {@code odd} says so: three in ten of these have one value that is far off, as by a wrong unit; the others are off in
 * several values at once, each of which is nothing special by itself.
 */
final class Parcels {

    /** Few enough for a laptop's cores to share the work, and fixed, so that the same plan gives the same files. */
    private static final long ROWS_PER_FILE = 50_000;

    private Parcels() {}

    static Dataset<Row> of(SparkSession spark, Generate.Plan plan) {
        int files = Math.toIntExact(1 + (plan.rows() - 1) / ROWS_PER_FILE);
        Dataset<Row> numbers = spark.range(0, plan.rows(), 1, files).toDF();
        return written(measured(drawn(numbers, plan)));
    }

    /** Independent of each other; what is wrong: several values at once, or one of three by itself. */
    private static Dataset<Row> drawn(Dataset<Row> numbers, Generate.Plan plan) {
        Draws draws = new Draws("id", plan.seed());
        return numbers.selectExpr(
                        "id",
                        "if(%s < %s, 1, 0) as odd".formatted(draws.uniform("odd"), plan.odd()),
                        draws.uniform("kind") + " as kind",
                        draws.uniform("depot") + " as depot_u",
                        draws.uniform("service") + " as service_u",
                        draws.uniform("stops") + " as stops_u",
                        "if(%s < 0.03, 10, 1) as far".formatted(draws.uniform("far")),
                        "if(%s < 0.03, 10, 1) as dense".formatted(draws.uniform("dense")),
                        draws.normal("size") + " as size_z",
                        draws.normal("way") + " as way_z",
                        draws.normal("weight") + " as weight_z",
                        draws.normal("price") + " as price_z",
                        "cast(floor(%d * 86400D * (id + 0.5D) / %d) as bigint) as second"
                                .formatted(plan.days(), plan.rows()))
                .selectExpr(
                        "*",
                        "if(odd = 1 and kind >= 0.3, 1, 0) as several",
                        "if(odd = 1 and kind < 0.3, cast(floor(kind * 10) as int), -1) as one");
    }

    /** Weight goes with size, price with size, way and service. */
    private static Dataset<Row> measured(Dataset<Row> drawn) {
        return drawn.selectExpr(
                        "*",
                        "if(service_u < 0.75, 'standard', 'express') as service",
                        "exp(2.3 + 0.5 * size_z + 0.7 * several) as litres",
                        "exp(3.6 + 0.6 * way_z) * far as way")
                .selectExpr(
                        "*",
                        "litres * 0.2 * exp(0.35 * weight_z + 1.2 * several) * dense * if(one = 0, 12, 1) as weight",
                        "(4 + 0.05 * way + 0.12 * litres + if(service = 'express', 6, 0))"
                                + " * exp(0.1 * price_z - 0.8 * several) * if(one = 2, 0.05, 1) as price");
    }

    private static Dataset<Row> written(Dataset<Row> measured) {
        return measured.selectExpr(
                "format_string('P%08d', id) as parcel_id",
                "date_format(timestamp_seconds(1704067200 + second), 'yyyy-MM-dd HH:mm:ss') as scanned_at",
                "case when depot_u < 0.4 then 'north' when depot_u < 0.7 then 'south'"
                        + " when depot_u < 0.9 then 'west' else 'port' end as depot",
                "service",
                "round(litres, 2) as litres",
                "round(weight, 3) as weight_kg",
                "round(way * exp(0.9 * several) * if(one = 1, 15, 1), 1) as way_km",
                "round(price, 2) as price",
                "cast(2 + floor(3 * stops_u) + 2 * several as int) as stops",
                "odd");
    }
}
