package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.job.JobContext;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.RegisteredVersion;
import dev.waybill.jobs.audit.PredictionAudit;
import dev.waybill.jobs.audit.PredictionAudits;
import dev.waybill.jobs.audit.Wanted;
import dev.waybill.pipelines.engine.Pipeline;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "audit",
        description = {
            "Explains a prediction, and makes it again from the versions of tables and model that it names.",
            "Of several keys, or of a sample, it says which come out the same, and where others differ."
        },
        footer = {
            "",
            "Ends with 0 if all come out the same, bit for bit, 6 if one differs, 2 if one cannot be made again.",
            "",
            "Example:",
            "  ./waybill audit 20240325-000003 -p demo",
            "  ./waybill audit order_id=17,leg=2 -p parcels --model 3",
            "  ./waybill audit --sample 100 -p demo"
        })
final class AuditCommand implements Callable<Integer> {

    private static final long SEED = 42;

    private final Invocation invocation;

    @Parameters(
            paramLabel = "KEY",
            arity = "0..*",
            description = "The row's key (source.key), as COLUMN=VALUE,COLUMN=VALUE if it has several columns.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--sample",
            paramLabel = "N",
            description = "Instead of keys: so many predictions, drawn by chance, at most " + Wanted.MOST + ".")
    private @Nullable Integer sample;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Draws another sample; " + SEED + " if not given. The same seed draws the same rows.")
    private @Nullable Long seed;

    @Option(names = "--date", paramLabel = "DATE", description = "Draws from the predictions of this event date.")
    private @Nullable LocalDate date;

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
        Wanted wanted = wanted();
        Pipeline pipeline = invocation.pipeline(options);
        return keys.size() == 1 ? one(keys.get(0), pipeline) : many(wanted, pipeline);
    }

    private Wanted wanted() {
        if (sample == null) {
            require(!keys.isEmpty(), "Cannot run waybill audit without KEY or --sample N.");
            require(
                    seed == null && date == null,
                    "Cannot take --seed or --date without --sample N: they say which rows are drawn.");
            return new Wanted.Keys(keys);
        }
        require(keys.isEmpty(), "Cannot audit keys and a sample at once.");
        return new Wanted.Sample(sample, seed == null ? SEED : seed, Optional.ofNullable(date));
    }

    private static void require(boolean fine, String problem) {
        if (!fine) {
            throw Refusal.mistake("usage.invalid", problem, "See ./waybill audit --help.");
        }
    }

    private int one(String key, Pipeline pipeline) {
        PredictionAudit audit =
                audited(pipeline, (model, params, context) -> PredictionAudit.of(key, model, params, context));
        print(audit, AuditText.of(audit));
        return (audit.equal() ? ExitCode.DONE : ExitCode.NOT_REPRODUCED).number();
    }

    private int many(Wanted wanted, Pipeline pipeline) {
        PredictionAudits audits =
                audited(pipeline, (model, params, context) -> PredictionAudits.of(wanted, model, params, context));
        print(audits, AuditText.of(audits));
        if (!audits.equal()) {
            return ExitCode.NOT_REPRODUCED.number();
        }
        return (audits.refused().isEmpty() ? ExitCode.DONE : ExitCode.MISTAKE).number();
    }

    private interface Audit<T> {
        T of(Optional<Integer> model, PredictionAudit.Params params, JobContext context);
    }

    /** The tracking store is asked first: to start Spark takes longer. */
    private <T> T audited(Pipeline pipeline, Audit<T> audit) {
        Optional<Integer> model = invocation.tracking(
                pipeline,
                tracking -> Optional.ofNullable(version)
                        .map(name -> RegisteredVersion.find(name, pipeline.name(), tracking)
                                .version()));
        PredictionAudit.Params params = pipeline.params().bind(PredictionAudit.Params.class);
        try (Display display = invocation.display(common.json)) {
            return audit.of(model, params, invocation.open(pipeline, options, display::doing));
        }
    }

    private void print(Object audit, Stream<String> lines) {
        if (common.json) {
            invocation.out().println(JsonFile.text(audit));
        } else {
            lines.forEach(invocation.out()::println);
        }
    }
}
