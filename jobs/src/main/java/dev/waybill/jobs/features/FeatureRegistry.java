package dev.waybill.jobs.features;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.AsOf;
import dev.waybill.common.section.Features;
import dev.waybill.common.section.History;
import dev.waybill.common.section.History.Days;
import dev.waybill.common.section.Sequence;
import dev.waybill.common.section.SqlExpressions;
import dev.waybill.common.section.Stat;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The table that says of each feature what it is, and what its values are like. */
public final class FeatureRegistry {

    public static final String NAME = "feature_registry";

    /** The table of features that the figures are of. */
    private static final String FEATURES_ID = "features_table_id";

    private static final String FEATURES_VERSION = "features_table_version";

    private static final StructType DEFINITION = new StructType()
            .add("position", DataTypes.IntegerType)
            .add("name", DataTypes.StringType)
            .add("type", DataTypes.StringType)
            .add("source_columns", DataTypes.createArrayType(DataTypes.StringType))
            .add("window", DataTypes.StringType)
            .add("known_at", DataTypes.StringType)
            .add("description", DataTypes.StringType);

    private FeatureRegistry() {}

    /**
     * Replaces the registry by one of the features as they are now, unless it is: a run may end between the two tables. A run
     * for a date leaves it, if it is of the same definitions: its figures take reading all features.
     */
    static void bringUpToDate(String version, Features features, JobContext context) {
        Tables tables = context.tables();
        if (!tables.exists(FeatureTable.NAME)) {
            return;
        }
        TableVersion of = tables.version(FeatureTable.NAME);
        if (!is(context.date().isPresent() ? ofVersion(version) : of(of), tables)) {
            context.progress().doing("writing " + NAME);
            write(of, version, features, context);
        }
    }

    private static Column of(TableVersion of) {
        return functions
                .col(FEATURES_ID)
                .equalTo(of.id())
                .and(functions.col(FEATURES_VERSION).equalTo(of.version()));
    }

    private static Column ofVersion(String version) {
        return functions.col(FeatureTable.VERSION).equalTo(version);
    }

    private static boolean is(Column ofThis, Tables tables) {
        return tables.exists(NAME) && Sessions.any(tables.read(NAME), ofThis);
    }

    private static void write(TableVersion of, String version, Features features, JobContext context) {
        Dataset<Row> registry = registry(context.tables().read(of), features)
                .select(
                        functions.col("*"),
                        functions.lit(version).as(FeatureTable.VERSION),
                        functions.lit(of.id()).as(FEATURES_ID),
                        functions.lit(of.version()).as(FEATURES_VERSION),
                        functions.lit(Timestamp.from(context.clock().instant())).as(FeatureTable.COMPUTED_AT));
        Sessions.atOnce(context.spark(), () -> context.tables().overwrite(NAME, registry));
    }

    /** One row a feature, in the order in which a model sees them. */
    static Dataset<Row> registry(Dataset<Row> rows, Features features) {
        Dataset<Row> definitions = rows.sparkSession().createDataFrame(definitions(rows, features), DEFINITION);
        return definitions
                .join(FeatureProfile.of(rows, features.names()), "name")
                .select(Stream.concat(Stream.of(DEFINITION.fieldNames()), FeatureProfile.COLUMNS.stream())
                        .map(functions::col)
                        .toArray(Column[]::new))
                .coalesce(1)
                .sortWithinPartitions("position");
    }

    private static List<Row> definitions(Dataset<Row> rows, Features features) {
        List<Row> definitions = new ArrayList<>();
        features.columns()
                .forEach((name, feature) -> definitions.add(RowFactory.create(
                        definitions.size(),
                        name,
                        type(rows, name),
                        List.copyOf(SqlExpressions.columns(feature.expr())).toArray(String[]::new),
                        null,
                        "request",
                        feature.description().orElse(feature.expr()))));
        for (History history : features.history()) {
            for (Days window : history.windows()) {
                for (Stat stat : history.stats()) {
                    String name = history.feature(stat, window);
                    definitions.add(RowFactory.create(
                            definitions.size(),
                            name,
                            type(rows, name),
                            Stream.concat(history.key().stream(), Stream.of(history.of()))
                                    .toArray(String[]::new),
                            window.toString(),
                            features.asOf().toString(),
                            description(history, stat, window)));
                }
            }
        }
        for (Sequence sequence : features.sequence()) {
            for (Sequence.Named feature : sequence.features()) {
                definitions.add(RowFactory.create(
                        definitions.size(),
                        feature.name(),
                        type(rows, feature.name()),
                        sequence.columns().toArray(String[]::new),
                        null,
                        AsOf.request.toString(),
                        feature.description()));
            }
        }
        return definitions;
    }

    /** What the columns of the features table are. */
    static Map<String, String> comments(Features features) {
        Map<String, String> comments = new HashMap<>();
        features.columns()
                .forEach((name, feature) ->
                        comments.put(name, feature.description().orElse(feature.expr())));
        features.history()
                .forEach(history -> history.windows()
                        .forEach(window -> history.stats()
                                .forEach(stat -> comments.put(
                                        history.feature(stat, window), description(history, stat, window)))));
        features.sequence().stream()
                .flatMap(sequence -> sequence.features().stream())
                .forEach(feature -> comments.put(feature.name(), feature.description()));
        comments.put(
                FeatureTable.HISTORY_AGE,
                "hours from the newest label of all to the moment as of which the row sees history");
        comments.put(FeatureTable.IS_FRESH, "whether history was young enough: features.freshness.limit");
        comments.put(FeatureTable.VERSION, "names the definitions of all features");
        comments.put(FeatureTable.COMPUTED_AT, "when the features were computed");
        return comments;
    }

    private static String type(Dataset<Row> rows, String name) {
        DataType type = rows.schema().apply(name).dataType();
        return type.simpleString();
    }

    private static String description(History history, Stat stat, Days window) {
        return "%s of %s of all rows%s that were over, in the %s before"
                .formatted(
                        stat,
                        history.of(),
                        history.key().isEmpty() ? "" : " with the same " + String.join(", ", history.key()),
                        window);
    }
}
