package dev.waybill.jobs.prepare;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A few small files of one format, what params say of them, and what plain Java reads in them.
 *
 * @param options of the reader, as YAML
 * @param columns the columns of the clean table, the first three being key, asked and took
 * @param rows by key, the values of all columns
 * @param doubtful whether there is something in it for which it may be refused
 */
record RandomFolder(
        String format,
        String options,
        ZoneId zone,
        List<Column> columns,
        Map<String, List<@Nullable Object>> rows,
        boolean doubtful) {

    /** What values are, and how the raw text of one becomes it. */
    enum Kind {
        TEXT("cast(%s as string)"),
        WHOLE("cast(%s as bigint)"),
        FRACTION("cast(%s as double)"),
        FLAG("cast(%s as boolean)"),
        TIME("to_timestamp(%s)");

        private final String expression;

        Kind(String expression) {
            this.expression = expression;
        }

        Object value(String text, ZoneId zone) {
            return switch (this) {
                case TEXT -> text;
                case WHOLE -> Long.valueOf(text);
                case FRACTION -> Double.valueOf(text);
                case FLAG -> Boolean.valueOf(text);
                case TIME -> instant(text.replace(' ', 'T'), zone);
            };
        }

        private static Instant instant(String text, ZoneId zone) {
            return text.endsWith("Z") || text.contains("+")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        }
    }

    /** @param raw what it is called in the files */
    record Column(String raw, Kind kind) {

        String quoted() {
            return "`" + raw.replace("`", "``") + "`";
        }

        String expression() {
            return kind.expression.formatted(quoted());
        }
    }

    private static final List<String> NAMES = List.of(
            "km", "KM", "zone", "zone", "zone1", "zone2", "_c0", "_c4", "", "a b", "x.y", "it's", "a`b", "ünï-7",
            "null");

    private static final List<String> LETTERS =
            List.of("a", "B", " ", "\"", "\"", ",", ";", "\\", "'", "ü", "漢", "🛵", "\t", "|", "#", "{", "0", "\u00a0");

    /** Key, asked, took, and up to four more of any name, the same one twice among them. */
    static List<Column> columns(Random random) {
        List<Column> columns = new ArrayList<>(
                List.of(new Column("id", Kind.TEXT), new Column("asked", Kind.TIME), new Column("took", Kind.WHOLE)));
        int more = 1 + random.nextInt(4);
        for (int i = 0; i < more; i++) {
            columns.add(new Column(one(NAMES, random), one(List.of(Kind.values()), random)));
        }
        return columns;
    }

    /** As {@link #columns}, for formats in which a name stands once. */
    static List<Column> distinctColumns(Random random, String without) {
        Set<String> seen = new HashSet<>();
        return columns(random).stream()
                .filter(column ->
                        !column.raw().isEmpty() && column.raw().chars().noneMatch(c -> without.indexOf(c) >= 0))
                .filter(column -> seen.add(column.raw().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    static ZoneId zone(Random random) {
        return ZoneId.of(one(
                List.of("UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Berlin"), random));
    }

    static <T> T one(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    static <T> List<T> shuffled(List<T> values, Random random) {
        List<T> copy = new ArrayList<>(values);
        Collections.shuffle(copy, random);
        return copy;
    }

    /** A value as text; null for none, of columns that may lack one. */
    static @Nullable String text(Column column, int number, boolean lineBreaks, Random random) {
        return switch (column.raw()) {
            case "id" -> "k" + number;
            case "asked" -> time(random);
            case "took" -> Integer.toString(1 + random.nextInt(60));
            default -> random.nextInt(5) == 0 ? null : text(column.kind(), lineBreaks, random);
        };
    }

    private static String text(Kind kind, boolean lineBreaks, Random random) {
        return switch (kind) {
            case TEXT ->
                IntStream.range(0, 1 + random.nextInt(6))
                        .mapToObj(i -> lineBreaks && random.nextInt(5) == 0 ? "\n" : one(LETTERS, random))
                        .collect(Collectors.joining());
            case WHOLE -> Long.toString(random.nextLong() >> random.nextInt(60));
            case FRACTION -> one(List.of("0.5", "-1.25", "3", "1e3", "1234567.875", "0.1"), random);
            case FLAG -> Boolean.toString(random.nextBoolean());
            case TIME -> time(random);
        };
    }

    /** The nights of 10 and 31 March have hours that some zones leave out. */
    private static String time(Random random) {
        return "2024-03-%s%s0%d:%02d:%02d%s%s"
                .formatted(
                        one(List.of("09", "10", "31"), random),
                        one(List.of(" ", "T"), random),
                        random.nextInt(10),
                        random.nextInt(60),
                        random.nextInt(60),
                        one(List.of("", "", ".5", ".123456"), random),
                        one(List.of("", "", "", "Z", "+05:30"), random));
    }

    String params() {
        String columnLines = IntStream.range(0, columns.size())
                .mapToObj(i -> "    %s: {expr: '%s', known-at: request}"
                        .formatted(name(i), expression(columns.get(i)).replace("'", "''")))
                .collect(Collectors.joining("\n"));
        return """
                task: regression
                source:
                  table: rows
                  format: %s
                  path: in
                  options: {%s}
                  time-zone: %s
                  columns:
                %s
                  key: [key]
                  event-time: asked
                  label: {name: minutes, expr: cast(took as double), available-at: asked}
                checks: {gate: 0}
                """.formatted(format, options, zone, columnLines);
    }

    /** Columns of Parquet have their types already. */
    private String expression(Column column) {
        return format.equals("parquet") ? column.quoted() : column.expression();
    }

    static String name(int column) {
        return switch (column) {
            case 0 -> "key";
            case 1 -> "asked";
            case 2 -> "took";
            default -> "c" + column;
        };
    }
}
