package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.section.SplitByDate;
import dev.waybill.pipelines.demo.DemoPlan;
import dev.waybill.pipelines.demo.GenerateTrips;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.Repro;
import dev.waybill.pipelines.engine.Selection;
import dev.waybill.pipelines.engine.Step;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "The whole story on made-up trips: from raw rows to a model in production, scores and a report.",
        footer = {"", "Example:", "  ./waybill demo", "  ./waybill demo --rows=1000000"})
final class DemoCommand implements Callable<Integer> {

    private static final String PIPELINE = "demo";

    /** The section of params.yaml that the days are measured by. */
    public record Judged(SplitByDate split) {}

    private final Invocation invocation;

    @Option(names = "--rows", defaultValue = "50000", description = "How many trips; ${DEFAULT-VALUE} if not given.")
    private long rows;

    @Option(names = "--days", defaultValue = "28", description = "Over how many days; ${DEFAULT-VALUE} if not given.")
    private int days;

    @Option(
            names = "--seed",
            defaultValue = "42",
            description = "The seed of all draws; ${DEFAULT-VALUE} if not given.")
    private long seed;

    @Mixin
    private final EnvironmentOption environment = new EnvironmentOption();

    @Mixin
    private final VerboseOption detail = new VerboseOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    DemoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        PipelineOptions options = new PipelineOptions();
        options.name.pipeline = PIPELINE;
        options.environment.name = environment.name;
        Pipeline pipeline = invocation.pipeline(options);
        DemoPlan plan = DemoPlan.of(rows, days, seed);
        plan.requireShockAfter(
                pipeline.params().bind(Judged.class).split().test().last());
        new StageCommands(invocation, pipeline).require(pipeline.graph().ordered());
        pipeline.check(pipeline.graph());
        Step generate = new Step("generate", "make up trips", new GenerateTrips(plan));
        Execution execution = new Execution(invocation, pipeline, options, common.json, detail.verbose);
        invocation.holding(
                pipeline,
                () -> execution.repro(Optional.of(generate), Selection.all(), new Repro.Options(false, false)));
        if (!common.json) {
            showWhatIsNext();
        }
        return ExitCode.DONE.number();
    }

    private void showWhatIsNext() {
        invocation.out().println("""

                        Now look:
                          pipelines/demo/reports/drift.html    on which days trips were not what they used to be
                          ./waybill sql "select event_date, count(*), avg(eta_minutes) from scored_current group by 1 order by 1" -p demo
                          ./waybill models -p demo
                        """.stripTrailing());
    }
}
