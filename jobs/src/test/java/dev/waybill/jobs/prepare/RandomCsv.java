package dev.waybill.jobs.prepare;

import static dev.waybill.jobs.prepare.RandomFolder.one;
import static dev.waybill.jobs.prepare.RandomFolder.shuffled;

import dev.waybill.jobs.prepare.RandomFolder.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A folder of CSV files, and a reader of RFC 4180 that goes by each file's own header. */
final class RandomCsv {

    private final Random random;
    private final Path folder;
    private final List<Column> columns;
    private final char separator;
    private final boolean header;
    private final boolean multiLine;
    private final ZoneId zone;
    private final Map<Path, List<Column>> orders = new TreeMap<>();
    private int rows;

    private RandomCsv(long seed, Path folder) {
        this.folder = folder;
        random = new Random(seed);
        columns = RandomFolder.columns(random);
        separator = one(List.of(',', ',', ';', '\t'), random);
        header = random.nextInt(5) > 0;
        multiLine = random.nextInt(3) == 0;
        zone = RandomFolder.zone(random);
    }

    static RandomFolder write(long seed, Path folder) throws IOException {
        return new RandomCsv(seed, folder).write();
    }

    private RandomFolder write() throws IOException {
        int files = 1 + random.nextInt(3);
        boolean mixed = header && random.nextInt(4) == 0;
        List<Column> order = shuffled(columns, random);
        List<Path> written = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            written.add(write(order));
            order = mixed ? shuffled(order, random) : order;
        }
        List<String> first = names(records(written.get(0)).get(0));
        long different = first.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .count();
        List<Column> named = named(first, orderOf(written.get(0)));
        Map<String, List<@Nullable Object>> read = new TreeMap<>();
        for (Path file : written) {
            read(file, named, read);
        }
        return new RandomFolder("csv", options(), zone, named, read, mixed || different < first.size());
    }

    private String options() {
        return "header: %s, multiLine: %s, sep: \"%s\""
                .formatted(header, multiLine, separator == '\t' ? "\\t" : separator);
    }

    /** The columns by the names that Spark gives: which one of several is meant depends on its place. */
    private List<Column> named(List<String> names, List<Column> order) {
        List<Column> unplaced = new ArrayList<>(order);
        List<Column> named = new ArrayList<>();
        for (Column column : columns) {
            int place = unplaced.indexOf(column);
            named.add(new Column(names.get(place), column.kind()));
            unplaced.set(place, new Column("placed", column.kind()));
        }
        return named;
    }

    private List<Column> orderOf(Path file) {
        return orders.getOrDefault(file, List.of());
    }

    private Path write(List<Column> order) throws IOException {
        String end = one(List.of("\n", "\n", "\r\n"), random);
        StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "\uFEFF" : "");
        if (header) {
            text.append(line(order.stream().map(Column::raw).toList())).append(end);
        }
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            List<@Nullable String> values = new ArrayList<>();
            rows++;
            order.forEach(column -> values.add(RandomFolder.text(column, rows, multiLine, random)));
            text.append(line(values)).append(i == count - 1 && random.nextBoolean() ? "" : end);
            text.append(random.nextInt(8) == 0 ? end : "");
        }
        Path file = folder.resolve("f" + random.nextInt(1_000_000) + (random.nextInt(4) == 0 ? ".csv.gz" : ".csv"));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        orders.put(file, order);
        return Files.write(file, file.toString().endsWith(".gz") ? gzip(bytes) : bytes);
    }

    private String line(List<@Nullable String> values) {
        return values.stream()
                .map(value -> value == null ? "" : quoted(value))
                .collect(Collectors.joining(String.valueOf(separator)));
    }

    private String quoted(String value) {
        boolean needed = value.chars().anyMatch(c -> c == separator || c == '"' || c == '\n' || c == '\r');
        return needed || random.nextInt(4) == 0 ? "\"" + value.replace("\"", "\"\"") + "\"" : value;
    }

    private void read(Path file, List<Column> named, Map<String, List<@Nullable Object>> read) throws IOException {
        List<List<String>> records = records(file);
        List<String> names = names(records.get(0));
        for (List<String> fields : records.subList(header ? 1 : 0, records.size())) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Column column : named) {
                int place = names.indexOf(column.raw());
                String text = place < 0 ? "" : fields.get(place);
                values.add(text.isEmpty() ? null : column.kind().value(text, zone));
            }
            read.put(String.valueOf(values.get(0)), values);
        }
    }

    /** What columns are called: by the header, with their place where that has no name, or the same one twice. */
    private List<String> names(List<String> first) {
        List<String> lower =
                first.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        return IntStream.range(0, first.size())
                .mapToObj(place -> {
                    if (!header || first.get(place).isEmpty()) {
                        return "_c" + place;
                    }
                    return Collections.frequency(lower, lower.get(place)) > 1
                            ? first.get(place) + place
                            : first.get(place);
                })
                .toList();
    }

    private List<List<String>> records(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (file.toString().endsWith(".gz")) {
            try (GZIPInputStream unzipped = new GZIPInputStream(Files.newInputStream(file))) {
                bytes = unzipped.readAllBytes();
            }
        }
        return records(new String(bytes, StandardCharsets.UTF_8).replaceFirst("^\uFEFF", ""));
    }

    /** RFC 4180: a field in quotes ends at a quote that stands alone; a line without a field is none. */
    private List<List<String>> records(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean inQuotes = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                boolean doubled = inQuotes && i + 1 < text.length() && text.charAt(i + 1) == '"';
                field.append(doubled ? "\"" : "");
                i += doubled ? 1 : 0;
                inQuotes = doubled == inQuotes;
            } else if (!inQuotes && c == separator) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (!inQuotes && c == '\n') {
                end(fields, field, records);
            } else if (inQuotes || c != '\r') {
                field.append(c);
            }
        }
        end(fields, field, records);
        return records;
    }

    private static void end(List<String> fields, StringBuilder field, List<List<String>> records) {
        fields.add(field.toString());
        field.setLength(0);
        if (fields.size() > 1 || !fields.get(0).isEmpty()) {
            records.add(List.copyOf(fields));
        }
        fields.clear();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
