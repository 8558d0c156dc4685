package dev.waybill.jobs.audit;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * A value that is other than it should be.
 *
 * @param stored as the table has it
 * @param again as it comes out now
 */
public record Difference(String table, String column, String stored, String again) {

    /** Where two rows differ in some columns, bit for bit. */
    static List<Difference> between(String table, Row stored, Row again, Collection<String> columns) {
        List<String> there = Arrays.asList(stored.schema().fieldNames());
        return columns.stream()
                .flatMap(column -> between(
                        table,
                        column,
                        there.contains(column) ? stored.getAs(column) : "no such column",
                        again.getAs(column)))
                .toList();
    }

    /** One value and another. Within arrays 0.0 equals -0.0, but their texts differ. */
    static Stream<Difference> between(String table, String column, @Nullable Object stored, @Nullable Object again) {
        return Objects.equals(stored, again) && text(stored).equals(text(again))
                ? Stream.empty()
                : Stream.of(new Difference(table, column, text(stored), text(again)));
    }

    private static String text(@Nullable Object value) {
        return value instanceof Seq<?> array ? array.mkString("[", ", ", "]") : String.valueOf(value);
    }

    @Override
    public String toString() {
        return "%s.%s is %s, and comes out as %s".formatted(table, column, stored, again);
    }
}
