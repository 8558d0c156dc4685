package dev.waybill.tests;

import dev.waybill.common.table.Tables;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows of tables, in one order, without what says by whom they were written and when. */
final class Contents {

    /** Who did it, when, and after how many tries: all that may differ. */
    static final Set<String> CHANCE = Set.of(
            "run_id",
            "computed_at",
            "scored_at",
            "checked_at",
            "decided_at",
            "calibrated_at",
            "receipt",
            "stamp",
            "source_table_id",
            "source_version",
            "features_table_id",
            "features_table_version",
            "features_computed_at",
            "version",
            "id");

    private Contents() {}

    /** By table, each row as JSON, in which the home has no name. */
    static Map<String, List<String>> of(Tables tables, Collection<String> names, Path home) {
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : names) {
            rows.put(
                    table,
                    tables.read(table).drop(CHANCE.toArray(String[]::new)).toJSON().collectAsList().stream()
                            .map(row -> row.replace(home.toString(), ""))
                            .sorted()
                            .toList());
        }
        return rows;
    }
}
