package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.jobs.prepare.quality.Checks.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The raw columns of a batch against those of the last accepted one. Of each kind there is one check for all columns. */
public final class SchemaChecks {

    private SchemaChecks() {}

    /**
     * What the two have not in common.
     *
     * @param before types by raw column
     * @param now likewise
     */
    public static List<Check> of(Checks limits, Map<String, String> before, Map<String, String> now) {
        List<String> missing = without(before.keySet(), now.keySet());
        List<String> extra = without(now.keySet(), before.keySet());
        List<String> changed = now.keySet().stream()
                .filter(name -> before.containsKey(name) && !before.get(name).equals(now.get(name)))
                .toList();
        String types = changed.stream()
                .map(name -> "%s is %s and was %s".formatted(name, now.get(name), before.get(name)))
                .collect(Collectors.joining(", "));
        return List.of(
                none(
                        limits,
                        CheckKind.MISSING_COLUMN,
                        missing,
                        "its source lacks %s, which the last accepted batch had"),
                none(limits, CheckKind.EXTRA_COLUMN, extra, "its source has %s, which the last accepted batch had not"),
                Check.atMost(limits, CheckKind.CHANGED_TYPE, names(changed), changed.size(), 0, types));
    }

    /**
     * The check that failed if the batch lacks a raw column that the last accepted one had and that is needed to make
     * clean rows: they cannot be made then.
     */
    public static Optional<Check> needed(
            Checks limits, Source source, Map<String, String> before, Map<String, String> now) {
        Set<String> used = source.columns().values().stream()
                .flatMap(column -> SqlExpressions.columns(column.expr()).stream())
                .collect(Collectors.toSet());
        List<String> missing = without(before.keySet(), now.keySet()).stream()
                .filter(name -> used.stream().anyMatch(name::equalsIgnoreCase))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(none(
                                limits,
                                CheckKind.MISSING_COLUMN,
                                missing,
                                "its source lacks %s, which the last accepted batch had and source.columns needs")
                        .as(Severity.critical));
    }

    private static Check none(Checks limits, CheckKind kind, List<String> columns, String failure) {
        return Check.atMost(limits, kind, names(columns), columns.size(), 0, failure.formatted(names(columns)));
    }

    private static List<String> without(Set<String> names, Set<String> others) {
        return names.stream().filter(name -> !others.contains(name)).sorted().toList();
    }

    private static String names(List<String> columns) {
        return String.join(", ", columns);
    }
}
