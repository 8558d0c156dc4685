package dev.waybill.jobs.features;

import dev.waybill.common.job.Artifact;
import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.table.LateRows;
import dev.waybill.common.table.Tables;
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
        LateRows.forget(context.clock().instant(), context.workspace().runId(), params.source(), tables);
        return FeatureEngineer.run(
                params,
                context,
                (featured, now) -> DueFeatures.all(
                        featured, tables.dates(now.clean(params.source().table()))));
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
