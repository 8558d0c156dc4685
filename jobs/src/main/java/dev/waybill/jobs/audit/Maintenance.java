package dev.waybill.jobs.audit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.table.Tables;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A pipeline's tables with few files, and without those that nobody needs any more.
 *
 * @param kept versions that stay, however old they are, and such as should but are gone
 * @param compacted how many files are made into fewer, by table
 * @param removed how many files go, by table
 * @param dryRun whether they are still as they were
 */
public record Maintenance(
        List<NeededVersion> kept, SortedMap<String, Long> compacted, SortedMap<String, Long> removed, boolean dryRun) {

    /**
     * Compacts and vacuums all tables.
     *
     * @param source the table of clean rows
     * @param younger versions that were the latest within this time stay as well
     */
    public static Maintenance of(String source, Duration younger, boolean dryRun, JobContext context) {
        context.progress().doing("finding the versions that are needed");
        List<NeededVersion> needed = NeededVersion.all(source, context);
        SortedMap<String, Long> compacted = new TreeMap<>();
        SortedMap<String, Long> removed = new TreeMap<>();
        Tables tables = context.tables();
        for (String table : tables.names()) {
            context.progress().doing("compacting " + table);
            compacted.put(table, tables.compact(table, dryRun));
            context.progress().doing("vacuuming " + table);
            List<Long> versions = needed.stream()
                    .filter(version -> version.there() && version.at().table().equals(table))
                    .map(version -> version.at().version())
                    .toList();
            removed.put(table, tables.vacuum(table, versions, younger, dryRun));
        }
        return new Maintenance(needed, compacted, removed, dryRun);
    }
}
