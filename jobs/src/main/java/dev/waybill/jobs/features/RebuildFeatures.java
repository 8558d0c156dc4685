package dev.waybill.jobs.features;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.TableVersion;
import dev.waybill.common.table.Tables;
import dev.waybill.jobs.features.Featured.Basis;
import java.util.List;
import java.util.Locale;

/**
 * Computes the features of all dates anew with hindsight: as if every row that has come since had been there in time. What
 * was published before is no longer what is in the table, but in its earlier versions.
 */
public final class RebuildFeatures implements Job<FeatureEngineer.Params, FeatureEngineer.Result> {

    @Override
    public String name() {
        return "rebuild-features";
    }

    @Override
    public Class<FeatureEngineer.Params> params() {
        return FeatureEngineer.Params.class;
    }

    @Override
    public List<Artifact> reads(FeatureEngineer.Params params) {
        return new FeatureEngineer().reads(params);
    }

    @Override
    public List<Artifact> writes(FeatureEngineer.Params params) {
        return new FeatureEngineer().writes(params);
    }

    @Override
    public FeatureEngineer.Result run(FeatureEngineer.Params params, JobContext context) {
        Tables tables = context.tables();
        TableVersion clean = tables.version(params.source().table());
        LateRows.forget(context.clock().instant(), context.workspace().runId(), params.source(), tables);
        Featured featured = Featured.read(tables);
        Basis now = Basis.of(FeatureEngineer.version(featured, params), clean);
        DueFeatures due = DueFeatures.all(featured, tables.dates(clean));
        FeatureEngineer.write(due, featured, clean, now, params, context);
        FeatureRegistry.bringUpToDate(now.version(), params.features(), context);
        return FeatureEngineer.result(due, now, params, tables);
    }

    @Override
    public String summary(FeatureEngineer.Result result) {
        return String.format(
                Locale.ROOT,
                "with hindsight: %,d rows, %d dates computed as if all rows had come in time",
                result.rows(),
                result.dates());
    }
}
