package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.track.ModelVersion;
import dev.waybill.common.track.RegisteredVersion;
import dev.waybill.jobs.audit.Difference;
import dev.waybill.jobs.audit.PredictionAudit;
import dev.waybill.pipelines.engine.Pipeline;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "audit",
        description =
                "Explains one prediction, and makes it again from the versions of tables and model that it names.",
        footer = {
            "",
            "Ends with 0 if it comes out the same, bit for bit, 6 if it differs, 2 if it cannot be done.",
            "",
            "Example:",
            "  ./waybill audit 20240325-000003 -p demo",
            "  ./waybill audit order_id=17,leg=2 -p parcels --model 3"
        })
final class AuditCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(
            paramLabel = "KEY",
            description = "The row's key (source.key), as COLUMN=VALUE,COLUMN=VALUE if it has several columns.")
    private String key = "";

    @Option(
            names = "--model",
            paramLabel = "VERSION",
            description = "What this version said, or an alias such as previous; if not given, what production says.")
    private @Nullable String version;

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    AuditCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        PredictionAudit audit = audit(invocation.pipeline(options));
        if (common.json) {
            invocation.out().println(JsonFile.text(audit));
        } else {
            print(audit, invocation.out());
        }
        return (audit.equal() ? ExitCode.DONE : ExitCode.NOT_REPRODUCED).number();
    }

    private PredictionAudit audit(Pipeline pipeline) {
        try (Display display = invocation.display(common.json)) {
            JobContext context = invocation.open(pipeline, options, display::doing);
            Optional<Integer> model = Optional.ofNullable(version)
                    .map(name -> RegisteredVersion.find(name, pipeline.name(), context.tracking()))
                    .map(ModelVersion::version);
            return PredictionAudit.of(key, model, pipeline.params().bind(PredictionAudit.Params.class), context);
        }
    }

    private static void print(PredictionAudit audit, PrintStream out) {
        out.println(audit.explanation());
        out.println("By %s/%d (SHA-256 %s) for %s, from %s, computed from %s%s."
                .formatted(
                        audit.model(),
                        audit.version(),
                        audit.modelSha256(),
                        audit.date(),
                        audit.features(),
                        audit.clean(),
                        audit.calibration()
                                .map(", with the intervals of "::concat)
                                .orElse("")));
        if (audit.equal()) {
            out.println(
                    "Made again, it is the same, bit for bit: features, prediction, quantiles, flags, explanation.");
        }
        audit.differences().stream()
                .map(Difference::toString)
                .map("Differs: "::concat)
                .forEach(out::println);
    }
}
