package dev.waybill.jobs.audit;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.model.ModelFolder;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.ScoredTable;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.common.track.ModelVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A version of a table that has to stay, so that what was registered can be trained again, and what is published audited.
 *
 * @param reasons in words that follow "since"
 * @param there whether it still can be read
 */
public record NeededVersion(TableVersion at, List<String> reasons, boolean there) {

    /** All of them, in the order in which they are found: of training, of what is published, of the clean rows. */
    public static List<NeededVersion> all(String source, JobContext context) {
        Map<TableVersion, List<String>> needed = new LinkedHashMap<>();
        context.tracking()
                .versions(context.workspace().pipeline())
                .forEach(version -> trained(version, context).forEach((at, why) -> add(needed, at, why)));
        Tables tables = context.tables();
        List<TableVersion> published = published(tables);
        published.forEach(at -> add(needed, at, "scores of %s are from it".formatted(ScoredTable.CURRENT)));
        published.stream()
                .filter(tables::isWhole)
                .forEach(at -> clean(at, source, tables)
                        .forEach(from -> add(needed, from, "features of %s are computed from it".formatted(at))));
        return needed.entrySet().stream()
                .map(each ->
                        new NeededVersion(each.getKey(), List.copyOf(each.getValue()), tables.isWhole(each.getKey())))
                .toList();
    }

    private static Map<TableVersion, String> trained(ModelVersion version, JobContext context) {
        TableVersion at = ModelFolder.open(context.tracking().download(version))
                .provenance()
                .features();
        return Map.of(at, "%s was trained on it".formatted(version));
    }

    private static void add(Map<TableVersion, List<String>> needed, TableVersion at, String why) {
        needed.computeIfAbsent(at, first -> new ArrayList<>()).add(why);
    }

    private static List<TableVersion> published(Tables tables) {
        if (!tables.exists(ScoredTable.CURRENT)) {
            return List.of();
        }
        String id = tables.version(FeatureTable.NAME).id();
        return distinct(tables.read(ScoredTable.CURRENT), ScoredTable.FEATURES_VERSION).stream()
                .map(row -> new TableVersion(FeatureTable.NAME, id, row.getLong(0)))
                .toList();
    }

    private static List<TableVersion> clean(TableVersion features, String source, Tables tables) {
        return distinct(tables.read(features), FeatureTable.SOURCE_VERSION, FeatureTable.SOURCE_ID).stream()
                .map(row -> new TableVersion(source, row.getString(1), row.getLong(0)))
                .toList();
    }

    private static List<Row> distinct(Dataset<Row> rows, String first, String... others) {
        return rows.select(first, others)
                .distinct()
                .orderBy(functions.col(first))
                .collectAsList();
    }
}
