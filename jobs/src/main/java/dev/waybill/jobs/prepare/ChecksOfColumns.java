package dev.waybill.jobs.prepare;

import dev.waybill.common.refusal.Suggestion;
import dev.waybill.common.section.Source;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.prepare.quality.Checks;
import java.util.Set;
import java.util.TreeSet;

/** Refuses checks of columns that the clean rows will not have: told from params alone, before a row is read. */
final class ChecksOfColumns {

    private ChecksOfColumns() {}

    /** @throws IllegalArgumentException naming the check and the column */
    static void refuse(Source source, Checks checks) {
        Set<String> known = new TreeSet<>(source.columns().keySet());
        known.add(source.label().name());
        if (known.contains(Tables.EVENT_DATE)) {
            throw new IllegalArgumentException("source.columns.%s is what the day of event-time is called; %s"
                    .formatted(Tables.EVENT_DATE, "call the column something else"));
        }
        if (!source.isDated() && checks.freshnessHours().isPresent()) {
            throw new IllegalArgumentException(
                    "checks.freshness-hours looks at the newest row, but rows have no date, since there is no source.event-time");
        }
        checks.completeness().keySet().forEach(column -> require(column, "checks.completeness." + column, known));
        checks.ranges().keySet().forEach(column -> require(column, "checks.ranges." + column, known));
        checks.unique().forEach(group -> group.forEach(column -> require(column, "checks.unique", known)));
        checks.references()
                .forEach((name, reference) ->
                        reference.columns().forEach(column -> require(column, "checks.references." + name, known)));
        checks.quarantine()
                .forEach((reason, condition) -> SqlExpressions.columns(condition)
                        .forEach(column -> require(column, "checks.quarantine." + reason, known)));
    }

    private static void require(String column, String where, Set<String> known) {
        if (!known.contains(column)) {
            throw new IllegalArgumentException("%s looks at %s, which is not among source.columns. %s"
                    .formatted(where, column, Suggestion.sentence(column, known)));
        }
    }
}
