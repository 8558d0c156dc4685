package dev.waybill.pipelines.cli;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.jobs.features.FeatureRegistry;
import dev.waybill.pipelines.engine.Pipeline;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "features",
        description = "Lists a pipeline's features: what each is, and how its values are distributed.",
        footer = {"", "Example:", "  ./waybill features -p green-taxi", "  ./waybill features -p green-taxi --online"})
final class FeaturesCommand implements Callable<Integer> {

    /** Leaves to JSON what would make a line too long. */
    private static final String[] SHOWN = {
        "name",
        "type",
        "coalesce(window, '') as window",
        "known_at",
        "format_number(100 * null_share, '0.0') || '%' as nulls",
        "coalesce(format_number(min, '0.###'), '') as min",
        "coalesce(format_number(p50, '0.###'), '') as p50",
        "coalesce(format_number(max, '0.###'), '') as max",
        "description"
    };

    private final Invocation invocation;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Option(
            names = "--online",
            description =
                    "Tells of what is published for predictions at the request: its keys, its age, and how often it is asked.")
    private boolean online;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    FeaturesCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        Pipeline pipeline = invocation.pipeline(options);
        if (online) {
            tell(PublishedFeatures.of(pipeline, invocation.surroundings().environment()));
            return ExitCode.DONE.number();
        }
        QueryResult answer = answer(pipeline);
        if (common.json) {
            answer.printJson(invocation.out());
        } else {
            answer.printTable(invocation.terminal(), invocation.out());
        }
        return ExitCode.DONE.number();
    }

    private void tell(PublishedFeatures published) {
        if (common.json) {
            published.printJson(invocation.out());
        } else {
            published.printText(invocation.terminal(), invocation.out());
        }
    }

    private QueryResult answer(Pipeline pipeline) {
        try (Display display = invocation.display(common.json)) {
            JobContext context = invocation.open(pipeline, options, display::doing);
            Dataset<Row> registry = context.tables().read(FeatureRegistry.NAME).orderBy("position");
            return common.json ? QueryResult.objects(registry, 0) : QueryResult.texts(registry.selectExpr(SHOWN), 0);
        }
    }
}
