package dev.waybill.common.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Bound;
import dev.waybill.common.section.KnownAt;
import dev.waybill.common.section.Part;
import dev.waybill.common.section.SharesOfOrder;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.Split;
import dev.waybill.common.section.SplitByKey;
import dev.waybill.common.section.SplitByValue;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class PartsTest {

    private static final Split SPLIT = new SplitByKey(List.of("id"), 0.6, 0.1, 0.1, 0.2, 7);

    /** Computed by the class that does the hashing, without a frame: the seed first, then the key as text. */
    @Test
    void holdTheKeysWhoseHashIsInTheirShare() {
        Dataset<Row> rows = SharedSpark.session().range(2000).toDF("id");
        Map<Long, Part> found = new HashMap<>();
        for (Part part : Part.values()) {
            Parts.rows(rows, SPLIT, part)
                    .as(Encoders.LONG())
                    .collectAsList()
                    .forEach(id -> assertThat(found.put(id, part)).isNull());
        }
        Map<Long, Part> expected = new HashMap<>();
        for (long id = 0; id < 2000; id++) {
            expected.put(id, part(id));
        }
        assertThat(found).isEqualTo(expected);
        assertThat(found.values().stream().filter(Part.train::equals).count()).isBetween(1100L, 1300L);
        assertThat(Parts.unseen(rows, SPLIT).count())
                .isEqualTo(found.values().stream().filter(Part.test::equals).count());
    }

    /** Of a trip that is dated 2041, the usual split would make the whole test part. */
    @Test
    void areNotOfDatesThatOnlyStraysHave() {
        Dataset<Row> rows = SharedSpark.session()
                .range(501)
                .selectExpr(
                        "if(id = 500, date'2041-01-01', date_add(date'2020-03-01', cast(id % 5 as int))) as event_date",
                        "id as minutes");
        Source source = new Source(
                "trips",
                "csv",
                "trips.csv",
                Map.of(),
                ZoneOffset.UTC,
                Map.of("at", new Source.Column("at", KnownAt.request)),
                List.of("at"),
                "at",
                new Source.Label("minutes", "at", "at", Optional.empty()));
        assertThat(test(source, rows, Optional.empty())).isEqualTo("2020-03-05/2020-03-05");
        assertThat(test(source, rows, Optional.of(LocalDate.of(2020, 3, 3)))).isEqualTo("2020-03-03/2020-03-03");
    }

    /** Numbers as they came, out of order, some twice, one in ten without a label: half of those with one, a fifth, three tenths. */
    @Test
    void areSharesOfTheOrderOfANumber() {
        Dataset<Row> rows = SharedSpark.session()
                .range(1000)
                .selectExpr("1000 + (id * 7) % 1000 div 2 as number", "if(id % 10 = 0, null, id) as minutes")
                .repartition(7);
        Source source = undated();
        SharesOfOrder rule = new SharesOfOrder("number", 0.5, 0, 0.2, 0.3);

        Split split = Parts.of(Optional.of(rule), source, rows, Optional.empty());

        long[] numbers = rows.where("minutes is not null").select("number").as(Encoders.LONG()).collectAsList().stream()
                .mapToLong(number -> number)
                .sorted()
                .toArray();
        assertThat(split)
                .isEqualTo(new SplitByValue(
                        "number",
                        Optional.empty(),
                        Optional.of(BigDecimal.valueOf(numbers[450])),
                        BigDecimal.valueOf(numbers[630]),
                        Optional.empty()));
        long all = 0;
        for (Part part : Part.values()) {
            all += Parts.rows(rows, split, part).count();
        }
        assertThat(all).as("each row in one part").isEqualTo(1000);
        assertThat(Parts.unseen(rows, split).count())
                .isEqualTo(Parts.rows(rows, split, Part.test).count());
        assertThat(split.hasSeenTestOf(split)).isFalse();
        assertThatThrownBy(() -> Parts.of(Optional.of(rule), source, rows.where("false"), Optional.empty()))
                .hasMessageStartingWith("Cannot part the rows of trips by number: too few of them have a label.");
        assertThatThrownBy(() -> Parts.of(
                        Optional.of(rule),
                        source,
                        rows.withColumn("number", rows.col("number").cast("string")),
                        Optional.empty()))
                .hasMessageStartingWith(
                        "Cannot part the rows of trips by number: it is not a number, but of type string.");
    }

    private static Source undated() {
        return Bound.of(
                Source.class,
                "{table: trips, format: csv, path: trips.csv, columns: {number: {expr: n, known-at: request}},"
                        + " key: [number], label: {name: minutes, expr: number}}");
    }

    private static String test(Source source, Dataset<Row> rows, Optional<LocalDate> last) {
        return Parts.of(Optional.empty(), source, rows, last).words(Part.test);
    }

    private static Part part(long id) {
        UTF8String text = UTF8String.fromString(Long.toString(id));
        long hash = XXH64.hashUTF8String(text, XXH64.hashLong(7, 42));
        long place = Math.floorMod(hash, 1_000_000L);
        if (place < 600_000) {
            return Part.train;
        } else if (place < 700_000) {
            return Part.valid;
        }
        return place < 800_000 ? Part.calibrate : Part.test;
    }
}
