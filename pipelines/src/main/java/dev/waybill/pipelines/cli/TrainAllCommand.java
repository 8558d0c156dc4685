package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.waybill.common.file.JsonFile;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.engine.Pipeline;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Each pipeline is a {@code repro} of its own, with a run id and a log; Spark's session is the same for all. */
@Command(
        name = "train-all",
        description = "Runs the stages that changed of all pipelines, one after the other in one Spark session.",
        footer = {
            "",
            "It ends with the exit code of the worst. Example:",
            "  ./waybill train-all",
            "  ./waybill train-all -p green-taxi -p leads --continue-on-error"
        })
final class TrainAllCommand implements Callable<Integer> {

    /**
     * What became of a pipeline.
     *
     * @param exitCode null if it was not run
     * @param headline the first of the metrics that it is judged by
     * @param report what its run prints with {@code --json}
     */
    private record Trained(
            String pipeline,
            Optional<Integer> exitCode,
            String result,
            String headline,
            double seconds,
            JsonNode report) {

        static Trained notRun(String pipeline) {
            return new Trained(pipeline, Optional.empty(), "not run", "", 0, NullNode.getInstance());
        }
    }

    private record Summary(List<Trained> pipelines) {}

    /** How a run can end, the worst first. */
    private enum End {
        BUG(ExitCode.BUG, "ended by a bug"),
        MISTAKE(ExitCode.MISTAKE, "failed"),
        DATA_REFUSED(ExitCode.DATA_REFUSED, "data refused"),
        HELD(ExitCode.HELD, "held by another run"),
        PROMOTION_REFUSED(ExitCode.PROMOTION_REFUSED, "promotion refused"),
        DRIFT_FOUND(ExitCode.DRIFT_FOUND, "drift found"),
        DONE(ExitCode.DONE, "done");

        private final ExitCode code;
        private final String words;

        End(ExitCode code, String words) {
            this.code = code;
            this.words = words;
        }

        static End of(int code) {
            return Arrays.stream(values())
                    .filter(end -> end.code.number() == code)
                    .findFirst()
                    .orElse(BUG);
        }

        /** Whether the model was judged all the same. */
        boolean isOfAllStages() {
            return compareTo(PROMOTION_REFUSED) >= 0;
        }
    }

    private final Invocation invocation;

    @Option(
            names = {"-p", "--pipeline"},
            paramLabel = "NAME",
            description = "Only this pipeline; may be repeated. All of them if not given.")
    private final List<String> named = new ArrayList<>();

    @Option(names = "--continue-on-error", description = "After a pipeline that failed, run the others all the same.")
    private boolean continueOnError;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Takes a value over the files of each pipeline; may be repeated.")
    private final List<String> overrides = new ArrayList<>();

    @Mixin
    private final EnvironmentOption environment = new EnvironmentOption();

    @Mixin
    private final VerdictOptions verdicts = new VerdictOptions();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    TrainAllCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() {
        List<String> names = named.isEmpty() ? Params.names(invocation.home()) : List.copyOf(named);
        if (!continueOnError) {
            names.forEach(this::load); // a mistake in the last is better said before the first has run
        }
        List<Trained> all = new ArrayList<>();
        for (String name : names) {
            all.add(
                    continueOnError || all.stream().allMatch(TrainAllCommand::isGood)
                            ? train(name)
                            : Trained.notRun(name));
        }
        show(all);
        return worst(all).number();
    }

    private static boolean isGood(Trained trained) {
        return trained.exitCode().equals(Optional.of(ExitCode.DONE.number()));
    }

    private Pipeline load(String name) {
        return invocation.pipeline(name, environment.name, overrides);
    }

    private Trained train(String name) {
        if (!common.json) {
            invocation.out().println("%s%n%s".formatted(name, "=".repeat(name.length())));
        }
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        Clock clock = invocation.surroundings().clock();
        Instant start = clock.instant();
        int code = invocation.beside(
                common.json ? new PrintStream(document, true, StandardCharsets.UTF_8) : invocation.out(), words(name));
        double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        End end = End.of(code);
        return new Trained(
                name,
                Optional.of(code),
                end.words,
                end.isOfAllStages() ? headline(load(name)) : "",
                seconds,
                JsonFile.readLine(document.toString(StandardCharsets.UTF_8), JsonNode.class)
                        .orElse(NullNode.getInstance()));
    }

    private String[] words(String name) {
        return Stream.of(
                        Stream.of("repro", "-p", name, "--env", environment.name),
                        overrides.stream().flatMap(override -> Stream.of("--set", override)),
                        verdicts.words(),
                        common.json ? Stream.of(CommonOptions.JSON) : Stream.<String>empty())
                .flatMap(words -> words)
                .toArray(String[]::new);
    }

    private String headline(Pipeline pipeline) {
        return new RunTable(pipeline, invocation.terminal())
                .headline(pipeline.graph().ordered())
                .orElse("");
    }

    private void show(List<Trained> all) {
        if (common.json) {
            invocation.out().println(JsonFile.text(new Summary(all)));
            return;
        }
        List<TextTable.Column> columns = List.of(
                new TextTable.Column("Pipeline", false),
                new TextTable.Column("Result", false),
                new TextTable.Column("Metric", false),
                new TextTable.Column("Time", true));
        List<List<String>> rows = all.stream()
                .map(trained -> List.of(
                        trained.pipeline(), trained.result(), trained.headline(), Elapsed.text(Duration.ofMillis((long)
                                (1000 * trained.seconds())))))
                .toList();
        invocation.out().println();
        new TextTable(columns, rows).lines(invocation.terminal()).forEach(invocation.out()::println);
    }

    private static ExitCode worst(List<Trained> all) {
        return all.stream()
                .flatMap(trained -> trained.exitCode().stream())
                .map(End::of)
                .min(Comparator.naturalOrder())
                .orElse(End.DONE)
                .code;
    }
}
