package dev.waybill.jobs.drift;

import dev.waybill.common.section.Split.DateRange;
import dev.waybill.common.table.Sessions;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Counts alarms where there should be none, and where there should be some; run by tests/benchmarks/drift-alarms.sh. */
final class DriftFigures {

    private static final String TRIPS = "lpep_pickup_datetime";

    private final SparkSession spark = Sessions.start(
            "drift",
            Map.of("spark.master", "local[2]", "spark.ui.enabled", "false", "spark.sql.shuffle.partitions", "4"));

    public static void main(String... arguments) {
        DriftFigures figures = new DriftFigures();
        switch (arguments[0]) {
            case "stable" -> Arrays.stream(arguments).skip(1).forEach(rows -> figures.stable(Long.parseLong(rows)));
            case "shift" -> figures.shift(Integer.parseInt(arguments[1]));
            case "halves" -> figures.halves(arguments[1], Integer.parseInt(arguments[2]));
            case "regimes" -> figures.regimes(arguments[1]);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private void stable(long rows) {
        List<DayMeasure> measures = new MadeUpDays(rows, 88, 1).drawn(spark).measures(JudgedDays.learned(500));
        say("60 stable days of %,d rows: %s".formatted(rows, alarms(measures)));
    }

    private void shift(int seeds) {
        LocalDate changed = MadeUpDays.REFERENCE.last().plusDays(1);
        int found = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            List<DayMeasure> measures = new MadeUpDays(20_000, 30, seed)
                    .drawn(spark, "straight_km", "straight_km * if(event_date >= '" + changed + "', exp(0.15), 1)")
                    .measures(JudgedDays.learned(500));
            found += measures.stream()
                            .anyMatch(each -> each.drifted() && each.column().equals("straight_km"))
                    ? 1
                    : 0;
        }
        say("a shift of a quarter of a standard deviation, 20,000 rows a day: found within 2 nights at %d of %d seeds"
                .formatted(found, seeds));
    }

    /** One half is the reference; the other one's days are dated two weeks later. */
    private void halves(String path, int seeds) {
        Dataset<Row> trips = trips(path).persist();
        Set<Integer> alarmed = new TreeSet<>();
        int nights = 0;
        for (int seed = 0; seed < seeds; seed++) {
            String later = "if(pmod(xxhash64(id, %d), 2) = 0, event_date, date_add(event_date, 14)) as event_date"
                    .formatted(seed);
            Dataset<Row> halves = trips.drop("event_date").join(trips.selectExpr("id", later), "id");
            List<DayMeasure> measures = JudgedDays.of(halves, DateRange.parse("2020-03-01/2020-03-10"))
                    .measures(JudgedDays.learned(500));
            int alarms = MadeUpDays.alarms(measures).size();
            nights += alarms;
            if (alarms > 0) {
                alarmed.add(seed);
                say("  seed %d: %s".formatted(seed, alarms(measures)));
            }
        }
        say("trips of 1 to 10 March in two halves: %d of %d seeds with an alarm, %d of %d nights"
                .formatted(alarmed.size(), seeds, nights, 10 * seeds));
    }

    private Dataset<Row> trips(String path) {
        return spark.read()
                .option("header", true)
                .csv(path)
                .where(TRIPS + " >= '2020-03-01' and " + TRIPS + " < '2020-03-11'")
                .selectExpr(
                        "monotonically_increasing_id() as id",
                        "to_date(" + TRIPS + ") as event_date",
                        "hour(to_timestamp(" + TRIPS + ")) as hour",
                        "weekday(to_date(" + TRIPS + ")) >= 5 as is_weekend",
                        "cast(PULocationID as int) as origin",
                        "cast(DOLocationID as int) as destination",
                        "PULocationID as origin_zone",
                        "cast(passenger_count as int) as passengers",
                        "VendorID is not null as has_vendor",
                        "payment_type",
                        "cast(trip_distance as double) as distance_mi",
                        "cast(total_amount as double) as amount",
                        "(unix_timestamp(to_timestamp(lpep_dropoff_datetime)) - unix_timestamp(to_timestamp(" + TRIPS
                                + "))) / 60 as eta_minutes");
    }

    private void regimes(String path) {
        Dataset<Row> orders = spark.read()
                .option("header", true)
                .csv(path)
                .selectExpr(
                        "monotonically_increasing_id() as id",
                        "to_date(trim(Order_Date), 'dd-MM-yyyy') as event_date",
                        "cast(nullif(trim(Delivery_person_Age), 'NaN') as int) as courier_age",
                        "cast(nullif(trim(Delivery_person_Ratings), 'NaN') as double) as courier_rating",
                        "trim(Road_traffic_density) as traffic",
                        "trim(Weather_conditions) as weather",
                        "trim(Type_of_vehicle) as vehicle",
                        "trim(Type_of_order) as order_type",
                        "cast(Vehicle_condition as int) as vehicle_condition",
                        "cast(nullif(trim(multiple_deliveries), 'NaN') as int) as other_deliveries",
                        "trim(Festival) as festival",
                        "trim(City) as area",
                        "cast(`Time_taken (min)` as int) as eta_minutes");
        JudgedDays days = JudgedDays.of(orders, DateRange.parse("2022-02-11/2022-03-16"));
        say("food delivery, each day against its like: %s"
                .formatted(alarms(days.measures(new Drift(1, Optional.empty(), 100, "avg(eta_minutes) > 26")))));
        say("food delivery, by weekdays and weekends instead: %s"
                .formatted(alarms(days.measures(JudgedDays.learned(100)))));
    }

    private static String alarms(List<DayMeasure> measures) {
        String named = measures.stream()
                .filter(DayMeasure::drifted)
                .map(each -> each.day() + " " + each.column())
                .collect(Collectors.joining(", "));
        long nights = measures.stream().map(DayMeasure::day).distinct().count();
        return "%d of %d nights with an alarm%s"
                .formatted(MadeUpDays.alarms(measures).size(), nights, named.isEmpty() ? "" : " (" + named + ")");
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
