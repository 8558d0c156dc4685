package dev.waybill.jobs.score;

import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.Tables;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Dates of which two versions are published, the champion and the challenger of an experiment. */
final class MixedDates {

    private MixedDates() {}

    /**
     * Those that are as they are to be: what is published of the champion is what it says of its part, and the challenger has
     * all other rows.
     *
     * @param said what the champion says of whole dates
     * @param current what is published of them
     * @param scores table scored of the champion
     */
    static SortedSet<LocalDate> upToDate(
            Map<LocalDate, WrittenDate> said,
            Map<LocalDate, WrittenDate> current,
            Dataset<Row> scores,
            UnaryOperator<Dataset<Row>> asked,
            Tables tables) {
        SortedSet<LocalDate> same = new TreeSet<>();
        if (!tables.exists(ScoredTable.CURRENT) || !ScoredTable.hasVariants(tables.read(ScoredTable.CURRENT))) {
            return same;
        }
        Map<LocalDate, WrittenDate> own = WrittenDate.of(asked.apply(ScoredTable.ofChampion(scores)));
        Map<LocalDate, WrittenDate> published =
                WrittenDate.of(asked.apply(ScoredTable.ofChampion(tables.read(ScoredTable.CURRENT))));
        published.forEach((date, part) -> {
            WrittenDate whole = said.get(date);
            WrittenDate there = current.get(date);
            if (part.equals(own.get(date))
                    && whole != null
                    && there != null
                    && whole.rows().equals(there.rows())) {
                same.add(date);
            }
        });
        return same;
    }
}
