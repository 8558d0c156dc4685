package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.online.Found;
import dev.waybill.common.online.OnlineStore;
import dev.waybill.common.online.OnlineStore.Statistics;
import dev.waybill.common.online.Publication;
import dev.waybill.common.params.Default;
import dev.waybill.common.row.HistoryGroup;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.Online;
import dev.waybill.pipelines.cli.TextTable.Column;
import dev.waybill.pipelines.engine.Pipeline;
import java.io.PrintStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is published of a pipeline for predictions at the request, and how it is made use of.
 *
 * @param keys by what they are keys of
 * @param bytes on disk, or in the memory of the server
 * @param lookups by what became of them: hit, miss, stale, corrupt, unavailable
 */
record PublishedFeatures(
        String pipeline,
        String store,
        String featureSetVersion,
        LocalDate asOf,
        Instant createdAt,
        Instant expiresAt,
        Map<String, Long> keys,
        long bytes,
        Map<Found.Kind, Long> lookups) {

    /** What it depends on. */
    public record Sections(Features features, @Default("{}") Online online) {}

    static PublishedFeatures of(Pipeline pipeline, Map<String, String> environment) {
        Sections sections = pipeline.params().bind(Sections.class);
        try (OnlineStore store = OnlineStore.of(sections.online(), pipeline.home(), pipeline.name(), environment)) {
            Statistics statistics = store.statistics().orElseThrow(() -> OnlineStore.nothingPublished(pipeline.name()));
            Publication about = statistics.about();
            return new PublishedFeatures(
                    about.pipeline(),
                    store.toString(),
                    about.featureSetVersion(),
                    about.asOf(),
                    about.createdAt().truncatedTo(ChronoUnit.SECONDS),
                    about.expiresAt(),
                    keys(about, sections.features()),
                    statistics.bytes(),
                    statistics.lookups());
        }
    }

    /** By number where params define other groups by now. */
    private static Map<String, Long> keys(Publication about, Features features) {
        List<HistoryGroup> groups = HistoryGroup.of(features);
        Map<String, Long> keys = new LinkedHashMap<>();
        about.keys()
                .forEach((group, count) -> keys.put(
                        group < groups.size()
                                ? String.join(", ", groups.get(group).key())
                                : group.toString(),
                        count));
        return keys;
    }

    void printJson(PrintStream out) {
        out.println(JsonFile.text(this));
    }

    void printText(Terminal terminal, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%s as rows of %s see it: set %s, published %s, valid until %s, in %s.%n%n",
                pipeline,
                asOf,
                featureSetVersion,
                createdAt,
                expiresAt,
                store);
        List<List<String>> rows = new ArrayList<>();
        keys.forEach((name, count) -> rows.add(List.of(name, String.format(Locale.ROOT, "%,d", count))));
        if (!rows.isEmpty()) {
            TextTable table = new TextTable(List.of(new Column("Key", false), new Column("Keys", true)), rows);
            table.lines(terminal).forEach(out::println);
            out.println();
        }
        out.printf(Locale.ROOT, "%,d KB. %s%n", (bytes + 1023) / 1024, words());
    }

    private String words() {
        long all = lookups.values().stream().mapToLong(Long::longValue).sum();
        return all == 0
                ? "No server has looked for a key yet."
                : lookups.entrySet().stream()
                        .map(count ->
                                String.format(Locale.ROOT, "%.1f%% %s", 100.0 * count.getValue() / all, count.getKey()))
                        .collect(Collectors.joining(
                                ", ", String.format(Locale.ROOT, "Keys looked for: %,d, of these ", all), "."));
    }
}
