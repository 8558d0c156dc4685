package dev.waybill.jobs.drift;

import dev.waybill.jobs.drift.ComparedColumn.Role;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Columns by days, a score in each cell; at the foot the rows of each day.
 *
 * @param earlier days that did not fit
 * @param lines predictions and labels first, then the features, the worst of the latest judged day first
 */
record HeatMap(int earlier, List<Month> months, List<Day> days, List<Line> lines, List<Rows> rows) {

    /** More days than this do not fit beside each other: the latest are shown. */
    static final int DAYS = 31;

    /** Height of the bars of rows, in pixels. */
    private static final double BAR_HEIGHT = 32;

    /** A heading over its days. */
    record Month(String name, int span) {}

    /** A heading of one day. */
    record Day(int number, String weekday, String title) {}

    /** A column's scores. */
    record Line(String column, String role, List<Cell> cells) {

        /** Whether it is no feature, which would go without saying. */
        boolean other() {
            return !role.equals(Role.FEATURE.toString());
        }
    }

    /**
     * A score.
     *
     * @param style a class of the style sheet: the severity
     */
    record Cell(String text, String style, boolean drifted, String title) {}

    /** How many rows a day has, as a bar. */
    record Rows(String text, String height, String top, String title) {}

    boolean anyEarlier() {
        return earlier > 0;
    }

    int shown() {
        return days.size();
    }

    static HeatMap of(DriftSummary findings) {
        List<LocalDate> all = findings.days();
        List<LocalDate> days = all.subList(Math.max(0, all.size() - DAYS), all.size());
        return new HeatMap(
                all.size() - days.size(),
                months(days),
                days.stream().map(HeatMap::day).toList(),
                lines(findings, days),
                rows(findings, days));
    }

    private static List<Month> months(List<LocalDate> days) {
        return days.stream()
                .collect(Collectors.groupingBy(YearMonth::from, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(month -> new Month(name(month.getKey()), Math.toIntExact(month.getValue())))
                .toList();
    }

    private static String name(YearMonth month) {
        return month.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " " + month.getYear();
    }

    private static Day day(LocalDate day) {
        String weekday = day.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
        return new Day(day.getDayOfMonth(), weekday.substring(0, 2), weekday + " " + day);
    }

    private static List<Line> lines(DriftSummary findings, List<LocalDate> days) {
        Map<String, Map<LocalDate, DayMeasure>> byColumn = findings.measures().stream()
                .collect(Collectors.groupingBy(
                        DayMeasure::id, TreeMap::new, Collectors.toMap(DayMeasure::day, Function.identity())));
        List<String> worstFirst = findings.judged().stream().map(DayMeasure::id).toList();
        return byColumn.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, ?> column) -> place(worstFirst, column.getKey())))
                .map(column -> line(column.getValue(), days))
                .sorted(Comparator.comparing(line -> !line.other()))
                .toList();
    }

    private static int place(List<String> ids, String id) {
        int place = ids.indexOf(id);
        return place < 0 ? ids.size() : place;
    }

    private static Line line(Map<LocalDate, DayMeasure> measures, List<LocalDate> days) {
        DayMeasure any = measures.values().iterator().next();
        return new Line(
                any.column(),
                any.role(),
                days.stream()
                        .map(day -> Optional.ofNullable(measures.get(day)))
                        .map(HeatMap::cell)
                        .toList());
    }

    private static Cell cell(Optional<DayMeasure> measure) {
        return measure.map(found -> new Cell(
                        found.score().map(DriftNumberText::score).orElse(""),
                        found.severity(),
                        found.drifted(),
                        title(found)))
                .orElseGet(() -> new Cell("", "absent", false, "not compared"));
    }

    private static String title(DayMeasure measure) {
        StringBuilder title = new StringBuilder("%s on %s: %s, %s rows"
                .formatted(
                        measure.column(),
                        measure.day(),
                        measure.unjudgedReason().map("not judged, "::concat).orElse(measure.severity()),
                        DriftNumberText.count(measure.rows())));
        measure.score()
                .ifPresent(score -> title.append(", ")
                        .append(DriftNumberText.test(measure.test()))
                        .append(' ')
                        .append(DriftNumberText.score(score)));
        measure.kolmogorovSmirnov().ifPresent(test -> title.append(", KS ").append(DriftNumberText.test(test)));
        measure.threshold().ifPresent(limit -> title.append(", threshold ").append(DriftNumberText.score(limit)));
        measure.averageChange().ifPresent(change -> title.append(", mean ").append(DriftNumberText.change(change)));
        measure.missingChange().ifPresent(change -> title.append(", missing ").append(DriftNumberText.points(change)));
        return title.toString();
    }

    private static List<Rows> rows(DriftSummary findings, List<LocalDate> days) {
        Map<LocalDate, Long> rows =
                findings.measures().stream().collect(Collectors.toMap(DayMeasure::day, DayMeasure::rows, Math::max));
        long most =
                days.stream().mapToLong(day -> rows.getOrDefault(day, 0L)).max().orElse(1);
        return days.stream()
                .map(day -> rows(day, rows.getOrDefault(day, 0L), most))
                .toList();
    }

    private static Rows rows(LocalDate day, long rows, long most) {
        double height = BAR_HEIGHT * rows / most;
        return new Rows(
                DriftNumberText.shortCount(rows),
                String.format(Locale.ROOT, "%.1f", height),
                String.format(Locale.ROOT, "%.1f", BAR_HEIGHT - height),
                "%s: %s rows".formatted(day, DriftNumberText.count(rows)));
    }
}
