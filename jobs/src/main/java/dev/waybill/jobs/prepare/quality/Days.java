package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.table.Parts;
import dev.waybill.common.table.Tables;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The days that a batch is about. A clock that was wrong, or a trip booked into next month, leaves a few rows on days before
 * or after. The batch is about the days from the first to the last that has more than a hundredth of the rows of the
 * largest day; rows outside are stray.
 *
 * @param rows of each day that has any, strays among them
 * @param first of the days without strays; empty if there are no rows
 * @param last likewise
 * @param newest event time on these days
 * @param strays rows on other days
 * @param strayDays the first few of these days
 */
public record Days(
        NavigableMap<LocalDate, Long> rows,
        Optional<LocalDate> first,
        Optional<LocalDate> last,
        Optional<Instant> newest,
        long strays,
        List<LocalDate> strayDays) {

    /** Of rows that have no date, or of none. */
    public static final Days NONE =
            new Days(new TreeMap<>(), Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of());

    /** How many days of strays are named. */
    private static final int SHOWN = 3;

    /**
     * Finds them.
     *
     * @param rows of each day that has any
     * @param newest event time of each of these days
     */
    public static Days of(NavigableMap<LocalDate, Long> rows, Map<LocalDate, Instant> newest) {
        NavigableSet<LocalDate> body = Parts.bulk(rows);
        if (body.isEmpty()) {
            return NONE;
        }
        List<Map.Entry<LocalDate, Long>> apart = rows.entrySet().stream()
                .filter(day ->
                        day.getKey().isBefore(body.first()) || day.getKey().isAfter(body.last()))
                .toList();
        return new Days(
                rows,
                Optional.of(body.first()),
                Optional.of(body.last()),
                newest.entrySet().stream()
                        .filter(day -> body.contains(day.getKey()))
                        .map(Map.Entry::getValue)
                        .max(Comparator.naturalOrder()),
                apart.stream().mapToLong(Map.Entry::getValue).sum(),
                apart.stream().limit(SHOWN).map(Map.Entry::getKey).toList());
    }

    /**
     * That there are no strays.
     *
     * @param rows of the batch, strays among them
     */
    public Check check(Checks limits, long rows) {
        double share = rows == 0 ? 0 : (double) strays / rows;
        String days = strayDays.stream().map(LocalDate::toString).collect(Collectors.joining(", "));
        String failure = "%d of its rows %s dated apart from the others, which are from %s to %s: %s"
                .formatted(strays, strays == 1 ? "is" : "are", shown(first), shown(last), days);
        return Check.atMost(limits, CheckKind.STRAY_ROWS, "", share, 0, failure).blaming(outside());
    }

    private String outside() {
        return first.isEmpty()
                ? "false"
                : "not %s between date'%s' and date'%s'".formatted(Tables.EVENT_DATE, shown(first), shown(last));
    }

    private static String shown(Optional<LocalDate> day) {
        return day.map(LocalDate::toString).orElse("");
    }
}
