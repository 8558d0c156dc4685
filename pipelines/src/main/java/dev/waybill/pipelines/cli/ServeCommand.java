package dev.waybill.pipelines.cli;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.serving.OnlineServer;
import dev.waybill.serving.Serving;
import dev.waybill.serving.access.Guard;
import dev.waybill.serving.log.PipelineLog;
import dev.waybill.serving.predict.PredictionCounts;
import dev.waybill.serving.predict.ServedPipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = {
            "Answers requests for predictions over HTTP, by the champions of pipelines.",
            "It takes published features (job publish-features), and no Spark. Ends at SIGTERM or Ctrl-C, once it has answered"
                    + " what it was asked."
        },
        footer = {"", "Example:", "  ./waybill serve -p demo", "  ./waybill serve -p demo -p green-taxi --port 9000"})
final class ServeCommand implements Callable<Integer> {

    /** What is served, for machines. */
    private record Served(String address, double seconds, List<String> models) {}

    private final Invocation invocation;

    @Option(
            names = {"-p", "--pipeline"},
            required = true,
            paramLabel = "NAME",
            description = "A pipeline that is served: a folder of pipelines/; may be repeated.")
    private final List<String> names = new ArrayList<>();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Listens on this address; 127.0.0.1 if not given.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Listens on this port, 0 for any; 8080 if not given.")
    private @Nullable Integer port;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Takes a value over the files of each pipeline; may be repeated.")
    private final List<String> overrides = new ArrayList<>();

    @Mixin
    private final EnvironmentOption environment = new EnvironmentOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    ServeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        long begun = System.nanoTime();
        invocation.startLog();
        List<Pipeline> pipelines = names.stream()
                .distinct()
                .map(name -> invocation.pipeline(name, environment.name, overrides))
                .toList();
        Serving serving = serving(pipelines.get(0));
        OnlineServer server = new OnlineServer(
                serving,
                guard(serving, pipelines.get(0).home()),
                counts -> pipelines.parallelStream()
                        .map(pipeline -> open(pipeline, serving, counts))
                        .toList(),
                Version.ofThis(),
                invocation.surroundings().clock());
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            ended.countDown();
                        },
                        "waybill-drain"));
        tell(server, serving, (System.nanoTime() - begun) / 1e9);
        ended.await();
        return ExitCode.DONE.number();
    }

    private ServedPipeline open(Pipeline pipeline, Serving serving, PredictionCounts counts) {
        Surroundings surroundings = invocation.surroundings();
        ForkJoinTask<Optional<PipelineLog>> log = ForkJoinTask.adapt(
                        () -> ServedPipelines.log(pipeline, serving.log(), counts, surroundings.clock()))
                .fork(); // neither needs the other, and a server should start soon
        ServedPipeline.Settings settings = ServedPipelines.settings(
                pipeline, serving.limits().threads(), serving.recent(), invocation.runId(), surroundings.environment());
        return ServedPipelines.open(pipeline, settings, counts, log.join(), surroundings.clock());
    }

    /** Before any model is loaded, so that what is wrong is told at once. */
    private Optional<Guard> guard(Serving serving, Path home) {
        Surroundings surroundings = invocation.surroundings();
        return serving.access()
                .map(access -> new Guard(access, home, surroundings.environment(), surroundings.clock()));
    }

    private Serving serving(Pipeline first) {
        Serving said = first.params().bind(Serving.Section.class).serving();
        return new Serving(
                host == null ? said.host() : host,
                port == null ? said.port() : port,
                said.limits(),
                said.refreshSeconds(),
                said.recent(),
                said.access(),
                said.log());
    }

    private void tell(OnlineServer server, Serving serving, double seconds) {
        String address = "http://%s:%d".formatted(serving.host(), server.port());
        List<String> models = server.pipelines().stream()
                .map(pipeline -> pipeline.version().toString())
                .toList();
        if (common.json) {
            invocation.out().println(JsonFile.line(new Served(address, seconds, models)));
        } else {
            invocation
                    .out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s on %s, ready after %.1fs. Try it: %s/docs",
                            models.stream().collect(Collectors.joining(", ")),
                            address,
                            seconds,
                            address));
        }
        invocation.out().flush();
    }
}
