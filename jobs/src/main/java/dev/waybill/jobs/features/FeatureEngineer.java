package dev.waybill.jobs.features;

import dev.waybill.common.conf.Features;
import dev.waybill.common.conf.Source;
import dev.waybill.common.conf.SqlExpressions;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.table.FeatureTable;
import dev.waybill.common.table.Sessions;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Makes the table of features from the clean rows: the same definitions for training and for scoring. */
public final class FeatureEngineer implements Job<FeatureEngineer.Params, FeatureEngineer.Result> {

    public record Params(Source source, Features features) {
        public Params {
            Leaks.refuse(source, features);
        }
    }

    public record Result(long rows, int features, String featureSetVersion) {}

    @Override
    public String name() {
        return "feature-engineer";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public Result run(Params params, JobContext context) {
        Source source = params.source();
        String version = FeatureTable.version(source, params.features());
        Dataset<Row> rows = context.tables().read(source.table());
        Dataset<Row> featured =
                Sessions.inZone(context.spark(), source.timeZone(), () -> features(rows, source, params.features()));
        List<String> names = params.features().names();
        context.progress().doing("computing " + names.size() + " features");
        context.tables()
                .overwriteByDate(
                        FeatureTable.NAME,
                        featured.withColumn(FeatureTable.VERSION, functions.lit(version))
                                .withColumn(
                                        FeatureTable.COMPUTED_AT,
                                        functions.lit(
                                                Timestamp.from(context.clock().instant()))));
        return new Result(context.tables().read(FeatureTable.NAME).count(), names.size(), version);
    }

    /** The clean rows' key, event time, event date and label, and every feature beside them. */
    static Dataset<Row> features(Dataset<Row> rows, Source source, Features features) {
        Dataset<Row> joined = HistoryFeatures.join(rows, source, features.history());
        List<Column> columns = new ArrayList<>();
        FeatureTable.rowColumns(source).stream().map(functions::col).forEach(columns::add);
        columns.add(functions.col(source.label().name()));
        features.columns()
                .forEach((name, expression) ->
                        columns.add(SqlExpressions.on(rows, "features.columns." + name, expression)
                                .as(name)));
        features.historyNames().map(functions::col).forEach(columns::add);
        return joined.select(columns.toArray(Column[]::new));
    }

    @Override
    public String summary(Result result) {
        return String.format(
                Locale.ROOT,
                "%,d rows, %d features, set %s",
                result.rows(),
                result.features(),
                result.featureSetVersion());
    }
}
