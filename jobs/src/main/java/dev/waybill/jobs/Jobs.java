package dev.waybill.jobs;

import dev.waybill.common.job.Job;
import dev.waybill.jobs.drift.DriftReport;
import dev.waybill.jobs.evaluate.Evaluate;
import dev.waybill.jobs.features.FeatureEngineer;
import dev.waybill.jobs.features.RebuildFeatures;
import dev.waybill.jobs.generate.Generate;
import dev.waybill.jobs.outcomes.Outcomes;
import dev.waybill.jobs.prepare.Prepare;
import dev.waybill.jobs.promote.Promote;
import dev.waybill.jobs.publish.PublishFeatures;
import dev.waybill.jobs.register.Register;
import dev.waybill.jobs.retrain.RetrainCheck;
import dev.waybill.jobs.score.BatchScore;
import dev.waybill.jobs.score.Recalibrate;
import dev.waybill.jobs.train.Train;
import dev.waybill.jobs.tune.Tune;
import java.util.List;

/** All jobs there are. */
public final class Jobs {

    private Jobs() {}

    /** In the order in which a pipeline runs them. */
    public static List<Job<?, ?>> all() {
        return List.of(
                new Generate(),
                new Prepare(),
                new FeatureEngineer(),
                new RebuildFeatures(),
                new Tune(),
                new Train(),
                new Evaluate(),
                new Register(),
                new Promote(),
                new Recalibrate(),
                new BatchScore(),
                new PublishFeatures(),
                new Outcomes(),
                new DriftReport(),
                new RetrainCheck());
    }
}
