package dev.waybill.pipelines.cli;

import dev.waybill.common.model.VersionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Two versions beside each other: their metrics, and what else differs. */
final class VersionTable {

    private final VersionFacts first;
    private final VersionFacts second;
    private final List<List<String>> rows = new ArrayList<>();

    private VersionTable(VersionFacts first, VersionFacts second) {
        this.first = first;
        this.second = second;
    }

    static TextTable of(VersionFacts first, VersionFacts second) {
        VersionTable table = new VersionTable(first, second);
        table.numbers("", facts -> ModelMetrics.ofQuality(facts.metrics()));
        table.texts(
                "",
                facts -> Map.of(
                        "features table", facts.features().toString(), "feature set", facts.featureSetVersion()));
        table.texts("split.", VersionFacts::split);
        table.texts("model.", VersionFacts::params);
        table.texts("", VersionFacts::versions);
        table.numbers("gain by ", VersionFacts::importance);
        return new TextTable(
                List.of(
                        new TextTable.Column("", false),
                        new TextTable.Column(first.name(), true),
                        new TextTable.Column(second.name(), true),
                        new TextTable.Column("change", true)),
                table.rows);
    }

    /** All of them, also those that are the same. */
    private void numbers(String prefix, Function<VersionFacts, Map<String, Double>> values) {
        Map<String, Double> one = values.apply(first);
        Map<String, Double> other = values.apply(second);
        for (String name : names(one, other)) {
            Double was = one.get(name);
            Double is = other.get(name);
            rows.add(List.of(
                    prefix + name,
                    number("%.4g", was),
                    number("%.4g", is),
                    was == null || is == null ? "" : number("%+.3g", is - was)));
        }
    }

    /** Those that differ. */
    private void texts(String prefix, Function<VersionFacts, Map<String, String>> values) {
        Map<String, String> one = values.apply(first);
        Map<String, String> other = values.apply(second);
        for (String name : names(one, other)) {
            String was = one.getOrDefault(name, "");
            String is = other.getOrDefault(name, "");
            if (!was.equals(is)) {
                rows.add(List.of(prefix + name, was, is, ""));
            }
        }
    }

    private static Iterable<String> names(Map<String, ?> one, Map<String, ?> other) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }
}
