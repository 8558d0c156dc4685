package dev.waybill.jobs.prepare;

import static dev.waybill.jobs.prepare.RandomFolder.shuffled;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waybill.jobs.prepare.RandomFolder.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A folder of JSON files, one object a line or one array a file, and what Jackson reads in them. */
final class RandomJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** From here on, every other whole number is no double. */
    private static final long LARGE = 1L << 53;

    private final Random random;
    private final Path folder;
    private final List<Column> columns;
    private final boolean multiLine;
    private final boolean numbers;
    private final boolean asText;
    private final boolean fraction;
    private final ZoneId zone;
    private int rows;

    private RandomJson(long seed, Path folder) {
        this.folder = folder;
        random = new Random(seed);
        columns = RandomFolder.distinctColumns(random, "");
        multiLine = random.nextInt(3) == 0;
        numbers = random.nextBoolean();
        asText = random.nextInt(3) == 0;
        fraction = numbers && random.nextInt(3) == 0;
        zone = RandomFolder.zone(random);
    }

    static RandomFolder write(long seed, Path folder) throws IOException {
        return new RandomJson(seed, folder).write();
    }

    private RandomFolder write() throws IOException {
        int files = 1 + random.nextInt(3);
        Map<String, List<@Nullable Object>> read = new TreeMap<>();
        List<Boolean> there =
                new ArrayList<>(columns.stream().map(column -> false).toList());
        for (int i = 0; i < files; i++) {
            read(writeFile(i == 0), read, there);
        }
        return new RandomFolder(
                "json",
                "multiLine: %s, primitivesAsString: %s".formatted(multiLine, asText),
                zone,
                columns,
                read,
                there.contains(false) || (fraction && !asText));
    }

    private Path writeFile(boolean first) throws IOException {
        ArrayNode all = JSON.createArrayNode();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            rows++;
            all.add(object(first && i == 0 && fraction));
        }
        String text = multiLine
                ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all)
                : StreamSupport.stream(all.spliterator(), false)
                        .map(JsonNode::toString)
                        .collect(Collectors.joining("\n", "", random.nextBoolean() ? "\n" : ""));
        return Files.writeString(folder.resolve("f" + random.nextInt(1_000_000) + ".json"), text);
    }

    private ObjectNode object(boolean withFraction) {
        ObjectNode object = JSON.createObjectNode();
        for (Column column : shuffled(columns, random)) {
            String text = RandomFolder.text(column, rows, true, random);
            if (column.raw().equals("id") && numbers) {
                object.put("id", LARGE + rows);
                if (withFraction) {
                    object.put("id", 1.5);
                }
            } else if (text != null) {
                put(object, column, text);
            } else if (random.nextBoolean()) {
                object.putNull(column.raw());
            }
        }
        return object;
    }

    private static void put(ObjectNode object, Column column, String text) {
        switch (column.kind()) {
            case TEXT, TIME -> object.put(column.raw(), text);
            case WHOLE -> object.put(column.raw(), Long.parseLong(text));
            case FRACTION -> object.put(column.raw(), Double.parseDouble(text));
            case FLAG -> object.put(column.raw(), Boolean.parseBoolean(text));
        }
    }

    private void read(Path file, Map<String, List<@Nullable Object>> read, List<Boolean> there) throws IOException {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            Iterator<JsonNode> nodes = JSON.readValues(parser, JsonNode.class);
            while (nodes.hasNext()) {
                JsonNode node = nodes.next();
                Iterable<JsonNode> objects = node.isArray() ? node : List.of(node);
                objects.forEach(object -> read(object, read, there));
            }
        }
    }

    private void read(JsonNode object, Map<String, List<@Nullable Object>> read, List<Boolean> there) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            JsonNode value = object.path(columns.get(i).raw());
            boolean none = value.isMissingNode() || value.isNull();
            values.add(none ? null : columns.get(i).kind().value(value.asText(), zone));
            there.set(i, there.get(i) || !value.isMissingNode());
        }
        read.put(String.valueOf(values.get(0)), values);
    }
}
