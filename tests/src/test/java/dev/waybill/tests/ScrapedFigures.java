package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a server told Prometheus, beside what {@code conf/monitoring} asks of it. */
final class ScrapedFigures {

    private static final Path FOLDER = Path.of("..", "conf", "monitoring");
    private static final Pattern SERIES = Pattern.compile("(waybill_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=|!)");
    private static final Pattern ANYWHERE = Pattern.compile("by \\(([\\w, ]+)\\)|\\{\\{(?: \\$labels\\.)?(\\w+) ?}}");

    /** Of Prometheus itself. */
    private static final Set<String> OF_A_SCRAPE = Set.of("instance", "job");

    private final Map<String, Set<String>> labels = new HashMap<>();

    /** @param text that {@code /metrics} answered */
    ScrapedFigures(String text) {
        text.lines()
                .filter(line -> line.startsWith("waybill_"))
                .forEach(line -> SERIES.matcher(line)
                        .results()
                        .limit(1)
                        .forEach(series -> labels.computeIfAbsent(series.group(1), name -> new TreeSet<>(OF_A_SCRAPE))
                                .addAll(labels(series))));
    }

    /** Requires that each series that a file asks for is there, with the labels that it is asked by. */
    void requireAllOf(String file) throws IOException {
        String asks = Files.readString(FOLDER.resolve(file));
        List<MatchResult> series = SERIES.matcher(asks).results().toList();
        assertThat(series)
                .hasSizeGreaterThan(5)
                .allSatisfy(asked -> assertThat(labels.getOrDefault(asked.group(1), Set.of()))
                        .as(asked.group())
                        .isNotEmpty()
                        .containsAll(labels(asked)));
        Set<String> all = new TreeSet<>();
        labels.values().forEach(all::addAll);
        assertThat(ANYWHERE.matcher(asks).results().flatMap(ScrapedFigures::words))
                .isNotEmpty()
                .isSubsetOf(all);
    }

    private static Set<String> labels(MatchResult series) {
        Set<String> names = new TreeSet<>();
        if (series.group(2) != null) {
            LABEL.matcher(series.group(2)).results().forEach(label -> names.add(label.group(1)));
        }
        return names;
    }

    private static Stream<String> words(MatchResult found) {
        return Stream.of((found.group(1) == null ? found.group(2) : found.group(1)).split(", "));
    }
}
