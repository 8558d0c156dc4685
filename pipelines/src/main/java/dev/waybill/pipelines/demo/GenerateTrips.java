package dev.waybill.pipelines.demo;

import dev.waybill.common.job.Job;
import dev.waybill.common.job.JobContext;
import java.util.Locale;

/** The step before the demo's pipeline: makes up the raw trips that it reads. */
public final class GenerateTrips implements Job<GenerateTrips.Params, DemoTrips.Written> {

    /** The plan says it all; params.yaml has no section for it. */
    public record Params() {}

    /** Where pipelines/demo/params.yaml looks for them, from the project's root. */
    public static final String FOLDER = "data/demo/trips";

    private final DemoPlan plan;

    public GenerateTrips(DemoPlan plan) {
        this.plan = plan;
    }

    @Override
    public String name() {
        return "generate";
    }

    @Override
    public Class<Params> params() {
        return Params.class;
    }

    @Override
    public DemoTrips.Written run(Params params, JobContext context) {
        context.progress().doing("making up trips");
        return DemoTrips.write(context.spark(), plan, context.workspace().home().resolve(FOLDER));
    }

    @Override
    public String summary(DemoTrips.Written written) {
        return String.format(
                Locale.ROOT,
                "%,d made-up trips of %d days in %s%s",
                written.rows(),
                plan.days(),
                FOLDER,
                written.generated() ? "" : ", there already");
    }
}
